SELECT
  person.person AS person,
  person.name AS name,
  person.standing
    + (SELECT COUNT(*) FROM post WHERE post.person = person.no AND post.from_day <= :today)
    + (SELECT COUNT(*) FROM post WHERE post.person = person.no AND post.to_day < :today) AS version
FROM person
WHERE person.no = :person;
