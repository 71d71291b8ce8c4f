SELECT lsn, record, class, kind, own, seq, received_at, counted, state FROM entry WHERE id = ?1
