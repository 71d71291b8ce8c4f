SELECT post.kind AS kind, unit.path AS path, wanted.path AS wanted
FROM post JOIN unit ON unit.unit = post.unit JOIN unit AS wanted ON wanted.unit = :unit
WHERE post.post = :post AND post.from_day <= :today AND (post.to_day IS NULL OR post.to_day >= :today);
