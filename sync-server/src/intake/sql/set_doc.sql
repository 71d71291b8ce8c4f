INSERT INTO doc (record, version, bytes) VALUES (:record, :version, :bytes)
ON CONFLICT (record) DO UPDATE SET version = excluded.version, bytes = excluded.bytes;
