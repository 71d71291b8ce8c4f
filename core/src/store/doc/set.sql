INSERT INTO doc (record, blob) VALUES (?1, ?2) ON CONFLICT (record) DO UPDATE SET blob = excluded.blob
