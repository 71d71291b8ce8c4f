SELECT count(*) AS count
FROM reminder
CROSS JOIN record ON record.no = reminder.record
WHERE reminder.day <= :today
  AND ((record.scope >= :from AND (:to IS NULL OR record.scope < :to))
       OR EXISTS (SELECT 1 FROM json_each(:taken) AS taken WHERE hex(record.scope) LIKE taken.value || '%'))
