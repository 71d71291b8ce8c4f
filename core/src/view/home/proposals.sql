SELECT count(*) AS count
FROM merging INDEXED BY merging_waiting
WHERE state = 'proposed' AND waits = 0 AND proposed_by <> :post
  AND ((scope >= :from AND (:to IS NULL OR scope < :to))
       OR EXISTS (SELECT 1 FROM json_each(:taken) AS taken WHERE hex(scope) LIKE taken.value || '%'))
