SELECT closed_case.case_id AS case_id, closed_case.scope AS scope, closed_case.class AS class, closed_case.seq AS seq,
       closed_case.day AS day, entry.received_at AS received_at
FROM closed_case
LEFT JOIN entry ON entry.record = closed_case.record AND entry.seq = closed_case.seq
WHERE closed_case.day >= ?1 AND closed_case.day <= ?2
  AND closed_case.scope >= ?3 AND (?4 IS NULL OR closed_case.scope < ?4)
ORDER BY closed_case.seq
