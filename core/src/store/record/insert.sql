INSERT INTO record (record, kind, scope) VALUES (?1, ?2, ?3)
