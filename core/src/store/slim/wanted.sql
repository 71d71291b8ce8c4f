SELECT record.record AS record
FROM slim JOIN record ON record.no = slim.record
WHERE slim.back_at IS NULL AND record.kind = 'case'
  AND EXISTS (
    SELECT 1 FROM entry
    WHERE entry.record = slim.record AND entry.kind IN ('case', 'reply') AND entry.state = 0 AND entry.bytes IS NOT NULL
  )
ORDER BY slim.record
LIMIT ?1
