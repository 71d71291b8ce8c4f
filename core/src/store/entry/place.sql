UPDATE entry SET seq = ?2, counted = 1, received_at = COALESCE(?3, received_at) WHERE lsn = ?1
