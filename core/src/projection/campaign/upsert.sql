INSERT INTO campaign (record, name, scope, from_at, until_at, closed, published_at, provisional)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
ON CONFLICT (record) DO UPDATE SET
    name = excluded.name, scope = excluded.scope, from_at = excluded.from_at, until_at = excluded.until_at,
    closed = excluded.closed, published_at = excluded.published_at, provisional = excluded.provisional
