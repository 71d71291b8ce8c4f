INSERT INTO deadline (record, what, due_at, paused, certain, extended, urge_from, supervise_from, urged, supervised,
                      rule, version, scope)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
