SELECT lsn, bytes FROM entry
WHERE class = 2 AND state = 0 AND bytes IS NOT NULL
ORDER BY seq IS NULL, seq, lsn
