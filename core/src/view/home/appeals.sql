SELECT count(*) AS count
FROM appeal INDEXED BY appeal_waiting
WHERE state = 'open' AND waits = 0
  AND ((scope >= :from AND (:to IS NULL OR scope < :to))
       OR EXISTS (SELECT 1 FROM json_each(:taken) AS taken WHERE hex(scope) LIKE taken.value || '%'))
