INSERT INTO mediator (post, record) VALUES (?1, ?2)
