-- A stretch of all patrols: is there something of them that was not looked at yet?
SELECT patrol.record AS record,
       patrol.started_at < :until
       AND coalesce((SELECT slim.looked_to FROM slim WHERE slim.record = patrol.record), -1)
         < (SELECT max(entry.lsn) FROM entry WHERE entry.record = patrol.record) AS here
FROM patrol
WHERE patrol.record > :record
ORDER BY patrol.record
LIMIT :limit
