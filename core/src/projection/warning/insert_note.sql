INSERT INTO warning_note (record, rule, at) VALUES (?1, ?2, ?3)
