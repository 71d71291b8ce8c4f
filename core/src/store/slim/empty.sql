UPDATE entry SET bytes = NULL WHERE lsn = ?1 AND seq IS NOT NULL AND counted = 1 AND state = 0 AND bytes IS NOT NULL
