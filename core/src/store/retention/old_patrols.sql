SELECT patrol.record AS record
FROM patrol
WHERE patrol.started_at < ?1
  AND coalesce((SELECT slim.looked_to FROM slim WHERE slim.record = patrol.record), -1)
    < (SELECT max(entry.lsn) FROM entry WHERE entry.record = patrol.record)
ORDER BY patrol.record
