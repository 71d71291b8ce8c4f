SELECT record.record AS record, case_file.class AS class, case_file.kind AS kind, case_file.level AS level,
       case_file.urgent AS urgent, case_file.title AS title, case_file.state AS state,
       case_file.responsible_kind AS responsible_kind, case_file.responsible_scope AS responsible_scope,
       person.name AS responsible_name, case_file.scope AS scope, case_file.reported_at AS reported_at,
       case_file.moved_at AS moved_at, case_file.duplicate_of AS duplicate_of, case_file.supervised AS supervised,
       case_file.provisional AS provisional, case_file.superseded AS superseded,
       (SELECT min(due_at) FROM deadline
        WHERE deadline.record = case_file.record AND deadline.paused = 0) AS due_at
FROM (SELECT case_file.record AS no FROM case_file INDEXED BY case_by_time -- found in the index alone
      WHERE (:state IS NULL OR case_file.state = :state)
        AND (:class IS NULL OR case_file.class = :class)
        AND (:open IS NULL OR case_file.open = :open)
        AND (:urgent IS NULL OR case_file.urgent = :urgent)
        AND (:supervised IS NULL OR case_file.supervised = :supervised)
        AND (:scope_from IS NULL OR case_file.scope >= :scope_from)
        AND (:scope_to IS NULL OR case_file.scope < :scope_to)
      ORDER BY case_file.reported_at DESC, case_file.record DESC
      LIMIT :limit OFFSET :offset) AS page
JOIN case_file ON case_file.record = page.no
JOIN record ON record.no = case_file.record
LEFT JOIN post ON post.post = case_file.responsible_post
LEFT JOIN person ON person.person = post.person
ORDER BY case_file.reported_at DESC, case_file.record DESC
