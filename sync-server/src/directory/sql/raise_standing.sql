UPDATE person
SET standing = standing + 1
  + 2 * (SELECT COUNT(*) FROM post WHERE post.person = person.no) * (1 + (SELECT COUNT(*) FROM unit_lineage))
WHERE person = :person;
