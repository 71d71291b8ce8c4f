INSERT INTO tombstone (record, state, held, changed_at) VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (record) DO UPDATE SET state = excluded.state, held = excluded.held, changed_at = excluded.changed_at
