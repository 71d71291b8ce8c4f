INSERT INTO figure_case (assessment, case_id, record, scope, acts, looked_at, has) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
ON CONFLICT (assessment, case_id) DO UPDATE SET
    acts = excluded.acts, looked_at = excluded.looked_at, has = excluded.has
