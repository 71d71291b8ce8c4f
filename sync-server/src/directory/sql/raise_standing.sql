UPDATE person
SET standing = standing + 1 + 2 * (SELECT COUNT(*) FROM post WHERE post.person = person.no)
WHERE person = :person;
