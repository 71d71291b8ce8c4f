SELECT
  post.post AS post,
  person.person AS person,
  post.kind AS kind,
  post.unit AS unit,
  post.from_day AS from_day,
  post.to_day AS to_day,
  post.given_by AS given_by,
  post.trail AS trail
FROM post JOIN person ON person.no = post.person
ORDER BY post.post;
