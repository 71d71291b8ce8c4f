SELECT count(*) AS count
FROM case_file INDEXED BY case_urgent
WHERE open = 1 AND urgent = 1
  AND ((scope >= :from AND (:to IS NULL OR scope < :to))
       OR EXISTS (SELECT 1 FROM json_each(:taken) AS taken WHERE hex(scope) LIKE taken.value || '%'))
