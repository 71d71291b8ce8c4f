SELECT DISTINCT post.kind AS kind
FROM post JOIN person ON person.no = post.person
WHERE person.person = :person AND (post.to_day IS NULL OR post.to_day >= :today);
