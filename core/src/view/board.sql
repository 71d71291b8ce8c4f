SELECT case_file.record AS no FROM case_file INDEXED BY case_by_time
WHERE (:state IS NULL OR case_file.state = :state)
  AND (:class IS NULL OR case_file.class = :class)
  AND (:open IS NULL OR case_file.open = :open)
  AND (:urgent IS NULL OR case_file.urgent = :urgent)
  AND (:supervised IS NULL OR case_file.supervised = :supervised)
  AND ((case_file.scope >= :scope_from AND (:scope_to IS NULL OR case_file.scope < :scope_to))
       OR EXISTS (SELECT 1 FROM json_each(:taken) AS taken WHERE hex(case_file.scope) LIKE taken.value || '%'))
ORDER BY case_file.reported_at DESC, case_file.record DESC
