INSERT INTO patrol (record, post, state, scope, started_at, ended_at, duration_s, distance_m, points, findings,
                    provisional)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
ON CONFLICT (record) DO UPDATE SET
    post = excluded.post, state = excluded.state, scope = excluded.scope,
    started_at = excluded.started_at, ended_at = excluded.ended_at,
    duration_s = excluded.duration_s, distance_m = excluded.distance_m, points = excluded.points,
    findings = excluded.findings, provisional = excluded.provisional
