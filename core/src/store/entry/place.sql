UPDATE entry SET seq = ?2, counted = 1 WHERE lsn = ?1
