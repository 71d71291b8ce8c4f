SELECT DISTINCT person.person AS person FROM post JOIN person ON person.no = post.person WHERE post.unit = :unit;
