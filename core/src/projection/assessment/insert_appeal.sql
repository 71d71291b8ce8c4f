INSERT INTO appeal (record, assessment, unit, indicator, state, post, at, scope, waits) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
