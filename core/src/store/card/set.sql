INSERT INTO card (post, text, valid_until) VALUES (?1, ?2, ?3)
ON CONFLICT (post) DO UPDATE SET text = excluded.text, valid_until = excluded.valid_until
