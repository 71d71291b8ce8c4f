SELECT person.person AS person, post.kind AS kind, post.unit AS unit, post.from_day AS from_day, post.to_day AS to_day
FROM post JOIN person ON person.no = post.person
WHERE post.post = :post;
