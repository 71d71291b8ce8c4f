SELECT bytes FROM entry WHERE own = 1 AND state = 0 AND kind IN ('patrol', 'muster') AND bytes IS NOT NULL ORDER BY lsn
