SELECT post.post AS post, post.kind AS kind, post.path AS path, unit.name AS unit_name, post.from_day AS from_day,
       post.to_day AS to_day, post.duties AS duties, post.lead AS lead
FROM post LEFT JOIN unit ON unit.unit = post.unit
WHERE post.person = ?1
ORDER BY post.path, post.post
