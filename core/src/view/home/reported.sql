SELECT count(*) AS count
FROM case_file INDEXED BY case_open_seat
WHERE open = 1 AND responsible_post IS NULL AND state = 'reported'
  AND ((scope >= :from AND (:to IS NULL OR scope < :to))
       OR EXISTS (SELECT 1 FROM json_each(:taken) AS taken WHERE hex(scope) LIKE taken.value || '%'))
