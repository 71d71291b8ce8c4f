INSERT INTO draw (record, scope, first_day, last_day, state, announced_at, announced, drawn_at, frame, picked, rules,
                  drawn_seq, call_by, call_certain)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
ON CONFLICT (record) DO UPDATE SET
    scope = excluded.scope, first_day = excluded.first_day, last_day = excluded.last_day, state = excluded.state,
    announced_at = excluded.announced_at, announced = excluded.announced, drawn_at = excluded.drawn_at,
    frame = excluded.frame, picked = excluded.picked, rules = excluded.rules,
    drawn_seq = excluded.drawn_seq, call_by = excluded.call_by, call_certain = excluded.call_certain
