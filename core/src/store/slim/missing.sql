SELECT lsn, id FROM entry WHERE record = ?1 AND class = 1 AND state = 0 AND bytes IS NULL ORDER BY lsn
