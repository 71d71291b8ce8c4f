SELECT count(*) AS total FROM case_file
WHERE (responsible_post = :post
       OR (responsible_post IS NULL AND responsible_kind = :post_kind AND responsible_scope = :post_unit))
  AND (:state IS NULL OR case_file.state = :state)
  AND (:class IS NULL OR case_file.class = :class)
  AND (:open IS NULL OR case_file.open = :open)
  AND (:urgent IS NULL OR case_file.urgent = :urgent)
  AND (:supervised IS NULL OR case_file.supervised = :supervised)
  AND (:scope_from IS NULL OR case_file.scope >= :scope_from)
  AND (:scope_to IS NULL OR case_file.scope < :scope_to)
