INSERT INTO duplicate (low, high, likenesses) VALUES (?1, ?2, ?3)
