SELECT case_file.record AS no FROM json_each(:mine) AS mine
JOIN case_file ON case_file.record = mine.value
WHERE (:state IS NULL OR case_file.state = :state)
  AND (:class IS NULL OR case_file.class = :class)
  AND (:open IS NULL OR case_file.open = :open)
  AND (:urgent IS NULL OR case_file.urgent = :urgent)
  AND (:supervised IS NULL OR case_file.supervised = :supervised)
  AND ((case_file.scope >= :scope_from AND (:scope_to IS NULL OR case_file.scope < :scope_to))
       OR EXISTS (SELECT 1 FROM json_each(:taken) AS taken WHERE hex(case_file.scope) LIKE taken.value || '%'))
  AND (NOT :to_claim OR case_file.responsible_post IS NULL
       OR EXISTS (SELECT 1 FROM post WHERE post.post = case_file.responsible_post
                  AND (post.to_day < :day OR post.from_day > :day)))
ORDER BY case_file.reported_at DESC, case_file.record DESC
