UPDATE entry
SET seq = ?2, counted = 1, received_at = min(COALESCE(?3, received_at), COALESCE(received_at, ?3))
WHERE lsn = ?1
