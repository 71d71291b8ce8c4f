SELECT lsn, record, bytes FROM entry WHERE own = 1 AND seq IS NULL AND class = 0 AND state = 0 AND bytes IS NOT NULL ORDER BY lsn
