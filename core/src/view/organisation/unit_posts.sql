SELECT post.post AS post, post.kind AS kind, person.name AS name, unit.name AS unit_name, post.path AS path,
       post.from_day AS from_day, post.to_day AS to_day, post.duties AS duties, post.lead AS lead
FROM post
LEFT JOIN person ON person.person = post.person
LEFT JOIN unit ON unit.unit = post.unit
WHERE post.unit = :unit
  AND (post.from_day IS NULL OR post.from_day <= :day) AND (post.to_day IS NULL OR post.to_day >= :day)
ORDER BY post.lead DESC, post.kind, post.post
LIMIT :rows
