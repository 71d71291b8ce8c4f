INSERT INTO intent (lsn, edits) VALUES (?1, ?2)
