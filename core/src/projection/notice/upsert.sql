INSERT INTO notice (record, public, priority, title, scope, audience, operational, publisher, published_at, valid_until,
                    withdrawn, provisional)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
ON CONFLICT (record) DO UPDATE SET
    public = excluded.public, priority = excluded.priority, title = excluded.title, scope = excluded.scope,
    audience = excluded.audience, operational = excluded.operational, publisher = excluded.publisher,
    published_at = excluded.published_at, valid_until = excluded.valid_until, withdrawn = excluded.withdrawn,
    provisional = excluded.provisional
