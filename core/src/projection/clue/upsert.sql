INSERT INTO clue (record, kind, state, scope, reported_at, with_post, code_hash, provisional)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
ON CONFLICT (record) DO UPDATE SET
    kind = excluded.kind, state = excluded.state, scope = excluded.scope, reported_at = excluded.reported_at,
    with_post = excluded.with_post, code_hash = excluded.code_hash, provisional = excluded.provisional
