INSERT INTO muster (record, call, post, state, answer, arrived_at, left_at, provisional)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
ON CONFLICT (record) DO UPDATE SET
    call = excluded.call, post = excluded.post, state = excluded.state, answer = excluded.answer,
    arrived_at = excluded.arrived_at, left_at = excluded.left_at, provisional = excluded.provisional
