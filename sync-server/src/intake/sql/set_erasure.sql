INSERT INTO erasure (record, ask, asked_by, held, erased_at) VALUES (:record, :ask, :asked_by, :held, :erased_at)
ON CONFLICT (record) DO UPDATE
SET ask = excluded.ask, asked_by = excluded.asked_by, held = excluded.held,
    erased_at = coalesce(erasure.erased_at, excluded.erased_at);
