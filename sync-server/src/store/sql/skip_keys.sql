INSERT INTO sqlite_sequence (name, seq) SELECT 'record_key', 0
WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'record_key');
