INSERT INTO reply (record, nth, state, words, at) VALUES (?1, ?2, ?3, ?4, ?5)
