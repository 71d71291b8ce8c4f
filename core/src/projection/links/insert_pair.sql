INSERT INTO duplicate (low, high, likenesses, low_scope, high_scope)
VALUES (?1, ?2, ?3, (SELECT scope FROM record WHERE no = ?1), (SELECT scope FROM record WHERE no = ?2))
