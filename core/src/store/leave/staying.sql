SELECT lsn, id, seq, bytes IS NOT NULL AS has_bytes FROM entry
WHERE record = ?1 AND class = 0 AND state IN (0, 1)
ORDER BY seq IS NULL, seq, lsn
