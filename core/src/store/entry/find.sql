SELECT lsn, record, class, kind, own, seq, counted, state FROM entry WHERE id = ?1
