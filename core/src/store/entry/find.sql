SELECT lsn, record, class, own, seq, counted, state FROM entry WHERE id = ?1
