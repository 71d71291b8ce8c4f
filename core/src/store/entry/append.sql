INSERT INTO entry (id, record, class, kind, own, seq, counted, state, bytes)
VALUES (?1, ?2, ?3, ?4, ?5, NULL, 0, ?6, ?7)
