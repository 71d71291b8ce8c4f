INSERT INTO notice_seen (record, at) VALUES (?1, ?2) ON CONFLICT (record) DO NOTHING
