SELECT post.post AS post, post.kind AS kind, unit.path AS path, unit.name AS unit_name
FROM post JOIN unit ON unit.unit = post.unit
WHERE post.person = :person AND post.from_day <= :today AND (post.to_day IS NULL OR post.to_day >= :today)
ORDER BY post.post;
