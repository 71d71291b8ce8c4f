SELECT
  person.person AS person,
  person.name AS name,
  (SELECT COUNT(*) FROM post WHERE post.person = person.no) AS posts,
  (SELECT COUNT(*) FROM device WHERE device.person = person.no AND device.revoked_at IS NULL) AS devices
FROM person
ORDER BY person.person;
