SELECT post.kind AS kind, unit.path AS path, post.from_day AS from_day, post.to_day AS to_day
FROM post JOIN unit ON unit.unit = post.unit
WHERE post.post = :post AND post.person = :person;
