INSERT INTO visited (record, kind, last_at) VALUES (?1, ?2, ?3) ON CONFLICT (record) DO UPDATE SET last_at = excluded.last_at
