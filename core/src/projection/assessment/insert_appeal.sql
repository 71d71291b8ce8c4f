INSERT INTO appeal (record, assessment, unit, indicator, state, post, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
