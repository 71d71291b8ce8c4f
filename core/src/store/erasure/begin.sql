INSERT INTO erasing (record, id, text) VALUES (?1, ?2, ?3) ON CONFLICT (record) DO NOTHING
