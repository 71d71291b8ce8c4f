INSERT INTO patrol (record, kind, post, state, scope, campaign, started_at, ended_at, duration_s, distance_m, points,
                    findings, start_confirmed, end_confirmed, provisional)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)
ON CONFLICT (record) DO UPDATE SET
    kind = excluded.kind, post = excluded.post, state = excluded.state, scope = excluded.scope,
    campaign = excluded.campaign, started_at = excluded.started_at, ended_at = excluded.ended_at,
    duration_s = excluded.duration_s, distance_m = excluded.distance_m, points = excluded.points,
    findings = excluded.findings, start_confirmed = excluded.start_confirmed,
    end_confirmed = excluded.end_confirmed, provisional = excluded.provisional
