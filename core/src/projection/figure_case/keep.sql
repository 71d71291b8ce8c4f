INSERT INTO figure_case (assessment, case_id, record, scope, acts, looked_at, has, looked_at_shown, has_shown)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
ON CONFLICT (assessment, case_id) DO UPDATE SET
    acts = excluded.acts, looked_at = excluded.looked_at, has = excluded.has,
    looked_at_shown = excluded.looked_at_shown, has_shown = excluded.has_shown
