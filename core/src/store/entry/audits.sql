SELECT lsn, bytes FROM entry WHERE kind = 'audit' AND state = 0 AND bytes IS NOT NULL ORDER BY lsn
