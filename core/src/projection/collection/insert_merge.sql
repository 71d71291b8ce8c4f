INSERT INTO merging (kept, other, state, scope, proposed_by, waits) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
