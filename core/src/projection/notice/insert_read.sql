INSERT INTO notice_read (record, post, at) VALUES (?1, ?2, ?3)
ON CONFLICT (record, post) DO UPDATE SET at = min(at, excluded.at)
