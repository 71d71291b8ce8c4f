SELECT bytes FROM entry
WHERE record = ?1 AND state = 0 AND bytes IS NOT NULL
ORDER BY seq IS NULL, seq, lsn
LIMIT 1
