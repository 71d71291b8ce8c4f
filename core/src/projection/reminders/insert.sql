INSERT INTO reminder (record, what, day) VALUES (?1, ?2, ?3)
