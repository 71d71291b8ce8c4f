UPDATE entry SET received_at = NULL WHERE lsn = ?1
