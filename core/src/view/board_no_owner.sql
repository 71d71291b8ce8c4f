SELECT case_file.record AS no FROM case_file
WHERE case_file.open = 1 AND case_file.responsible_post IS NULL
  AND (:state IS NULL OR case_file.state = :state)
  AND (:class IS NULL OR case_file.class = :class)
  AND (:urgent IS NULL OR case_file.urgent = :urgent)
  AND (:supervised IS NULL OR case_file.supervised = :supervised)
  AND (:scope_from IS NULL OR case_file.scope >= :scope_from)
  AND (:scope_to IS NULL OR case_file.scope < :scope_to)
  AND NOT EXISTS (SELECT 1 FROM post WHERE post.path = responsible_scope AND post.kind = responsible_kind)
  AND NOT EXISTS (SELECT 1 FROM post
                  WHERE post.path IN (substr(responsible_scope, 1, 4), substr(responsible_scope, 1, 8),
                                      substr(responsible_scope, 1, 12))
                    AND post.kind IN ('community_desk', 'township_desk', 'county_desk'))
ORDER BY case_file.reported_at DESC, case_file.record DESC
