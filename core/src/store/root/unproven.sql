SELECT seq, id FROM entry
WHERE own = 1 AND seq > :after
  AND NOT EXISTS (SELECT 1 FROM included WHERE included.entry = entry.id AND included.epoch = :epoch)
UNION
SELECT seq, id FROM entry
WHERE kind = 'opened' AND own = 0 AND seq > :after
  AND EXISTS (SELECT 1 FROM entry AS mine WHERE mine.record = entry.record AND mine.own = 1)
  AND NOT EXISTS (SELECT 1 FROM included WHERE included.entry = entry.id AND included.epoch = :epoch)
ORDER BY seq
LIMIT :limit
