SELECT DISTINCT unit.path AS path
FROM post JOIN unit ON unit.unit = post.unit JOIN person ON person.no = post.person
WHERE person.person = :person;
