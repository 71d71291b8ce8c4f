SELECT lsn FROM entry
WHERE record = ?1 AND kind <> 'tombstone' AND own = 1 AND seq IS NULL AND (state = 0 OR state = 2) AND bytes IS NOT NULL
