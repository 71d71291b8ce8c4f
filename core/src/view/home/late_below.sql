SELECT count(DISTINCT record) AS count
FROM deadline INDEXED BY deadline_late
WHERE paused = 0 AND due_at < :now
  AND ((scope >= :from AND (:to IS NULL OR scope < :to))
       OR EXISTS (SELECT 1 FROM json_each(:taken) AS taken WHERE hex(scope) LIKE taken.value || '%'))
