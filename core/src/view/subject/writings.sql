SELECT id, kind, seq, bytes FROM entry WHERE record = ?1 AND state IN (0, 1, 2) ORDER BY lsn
