INSERT INTO clue_reporter (record, device, post) VALUES (?1, ?2, ?3)
ON CONFLICT (record) DO UPDATE SET device = excluded.device, post = excluded.post
