INSERT INTO case_file (record, class, title, state, responsible_post, responsible_kind, scope, reported_at,
                       provisional, superseded)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
ON CONFLICT (record) DO UPDATE SET
    class = excluded.class, title = excluded.title, state = excluded.state,
    responsible_post = excluded.responsible_post, responsible_kind = excluded.responsible_kind,
    scope = excluded.scope, reported_at = excluded.reported_at,
    provisional = excluded.provisional, superseded = excluded.superseded
