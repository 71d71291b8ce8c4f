SELECT person.name AS name FROM post JOIN person ON person.person = post.person WHERE post.post = ?1
