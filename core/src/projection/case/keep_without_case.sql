INSERT INTO without_case (record, acts, at) VALUES (?1, ?2, ?3)
