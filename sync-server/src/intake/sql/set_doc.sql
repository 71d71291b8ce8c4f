INSERT INTO doc (record, version, key, bytes) VALUES (:record, :version, :key, sealed(:key, :record, :bytes))
ON CONFLICT (record) DO UPDATE SET version = excluded.version, key = excluded.key, bytes = excluded.bytes;
