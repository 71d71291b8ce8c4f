UPDATE entry SET bytes = ?2 WHERE lsn = ?1 AND bytes IS NULL
