INSERT INTO opening (record, post, opened_at) VALUES (?1, ?2, ?3) ON CONFLICT (record, post) DO NOTHING
