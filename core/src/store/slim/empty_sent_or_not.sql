UPDATE entry SET bytes = NULL WHERE lsn = ?1
