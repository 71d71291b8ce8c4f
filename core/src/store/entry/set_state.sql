UPDATE entry SET state = ?2 WHERE lsn = ?1
