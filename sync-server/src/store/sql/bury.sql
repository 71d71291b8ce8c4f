INSERT INTO erasure (record, ask, asked_by, held, erased_at, key_gone, buried) VALUES (:record, NULL, 0, 0, :erased_at, 1, 1)
ON CONFLICT (record) DO UPDATE SET erased_at = excluded.erased_at, key_gone = 1, buried = 1;
