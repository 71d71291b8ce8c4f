SELECT lsn, seq, received_at, bytes FROM entry
WHERE record = ?1 AND kind = ?2 AND state = 0 AND bytes IS NOT NULL
ORDER BY lsn
