SELECT id FROM entry
WHERE own = 1 AND seq IS NULL AND bytes IS NOT NULL
  AND (state = 0 OR state = 2 AND EXISTS (SELECT 1 FROM quarantine WHERE quarantine.lsn = entry.lsn AND code = 'Offered'))
  AND NOT EXISTS (SELECT 1 FROM held_back WHERE held_back.lsn = entry.lsn)
ORDER BY lsn
