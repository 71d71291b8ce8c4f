WITH left_over AS (
    SELECT record, responsible_kind AS kind, responsible_scope AS unit FROM case_file
    WHERE open = 1 AND responsible_post IS NULL
    UNION ALL
    SELECT case_file.record, case_file.responsible_kind, case_file.responsible_scope
    FROM case_file INDEXED BY case_open_post JOIN post ON post.post = case_file.responsible_post
    WHERE case_file.responsible_post IS NOT NULL AND (post.to_day < :day OR post.from_day > :day) AND case_file.open = 1
)
SELECT case_file.record AS no FROM left_over JOIN case_file USING (record)
WHERE (:state IS NULL OR case_file.state = :state)
  AND (:class IS NULL OR case_file.class = :class)
  AND (:urgent IS NULL OR case_file.urgent = :urgent)
  AND (:supervised IS NULL OR case_file.supervised = :supervised)
  AND ((case_file.scope >= :scope_from AND (:scope_to IS NULL OR case_file.scope < :scope_to))
       OR EXISTS (SELECT 1 FROM json_each(:taken) AS taken WHERE hex(case_file.scope) LIKE taken.value || '%'))
  AND NOT EXISTS (SELECT 1 FROM post WHERE post.path = left_over.unit AND post.kind = left_over.kind
                  AND (post.from_day IS NULL OR post.from_day <= :day) AND (post.to_day IS NULL OR post.to_day >= :day))
  -- A police matter is anybody's of the police around it first.
  AND NOT (left_over.kind = 'police_officer' AND EXISTS (
      SELECT 1 FROM post
      WHERE ((post.path = substr(case_file.scope, 1, 16) AND post.kind = 'auxiliary_officer')
             OR (post.path = substr(case_file.scope, 1, 12) AND post.kind = 'police_officer')
             OR (post.path = substr(case_file.scope, 1, 8) AND post.kind = 'police_chief'))
        AND (post.from_day IS NULL OR post.from_day <= :day) AND (post.to_day IS NULL OR post.to_day >= :day)))
  AND NOT EXISTS (SELECT 1 FROM post
                  WHERE post.path IN (substr(case_file.scope, 1, 4), substr(case_file.scope, 1, 8), substr(case_file.scope, 1, 12))
                    AND post.kind IN ('community_desk', 'township_desk', 'county_desk')
                    AND (post.from_day IS NULL OR post.from_day <= :day) AND (post.to_day IS NULL OR post.to_day >= :day))
ORDER BY case_file.reported_at DESC, case_file.record DESC
