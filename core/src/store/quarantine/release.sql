DELETE FROM quarantine WHERE lsn = ?1
