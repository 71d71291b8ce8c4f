INSERT INTO call_up (record, purpose, title, scope, from_at, until_at, quota, urgent, stopped, publisher, published_at,
                     provisional)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
ON CONFLICT (record) DO UPDATE SET
    purpose = excluded.purpose, title = excluded.title, scope = excluded.scope, from_at = excluded.from_at,
    until_at = excluded.until_at, quota = excluded.quota, urgent = excluded.urgent, stopped = excluded.stopped,
    publisher = excluded.publisher, published_at = excluded.published_at, provisional = excluded.provisional
