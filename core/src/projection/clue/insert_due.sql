INSERT INTO clue_due (record, what, due_at, certain, rule, version) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
