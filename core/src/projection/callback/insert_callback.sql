INSERT INTO callback (record, at, calls, reached, as_told, satisfied, reopened) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
