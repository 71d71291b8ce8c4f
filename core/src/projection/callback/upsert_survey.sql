INSERT INTO survey (record, scope, title, first_day, last_day, institute, method, imported_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
ON CONFLICT (record) DO UPDATE SET
    scope = excluded.scope, title = excluded.title, first_day = excluded.first_day, last_day = excluded.last_day,
    institute = excluded.institute, method = excluded.method, imported_at = excluded.imported_at
