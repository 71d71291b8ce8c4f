INSERT INTO mediation (record, "case", dispute, source, parties, state, mode, settled_in, to_police, scope, opened_at,
                       due_at, next, missing, provisional)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)
ON CONFLICT (record) DO UPDATE SET
    "case" = excluded."case", dispute = excluded.dispute, source = excluded.source, parties = excluded.parties,
    state = excluded.state, mode = excluded.mode, settled_in = excluded.settled_in, to_police = excluded.to_police,
    scope = excluded.scope, opened_at = excluded.opened_at, due_at = excluded.due_at, next = excluded.next,
    missing = excluded.missing, provisional = excluded.provisional
