SELECT count(*) AS away
FROM slim JOIN case_file ON case_file.record = slim.record
WHERE slim.back_at IS NULL AND case_file.scope >= ?1 AND (?2 IS NULL OR case_file.scope < ?2)
  AND case_file.reported_at >= ?3 AND case_file.reported_at < ?4 AND case_file.moved_at >= ?5
