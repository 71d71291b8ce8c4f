SELECT entry.lsn AS lsn, record.scope AS scope
FROM entry
JOIN quarantine ON quarantine.lsn = entry.lsn
JOIN record ON record.no = entry.record
WHERE entry.state = 2 AND entry.seq IS NULL AND entry.bytes IS NOT NULL
  AND quarantine.code IN ('InCustody', 'CustodyReleased', 'CustodyRefused')
