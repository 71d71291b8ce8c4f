SELECT record.record AS record
FROM inspection JOIN record ON record.no = inspection.record
WHERE inspection.recheck_of IS NOT NULL AND inspection.recheck_of = ?1 AND inspection.voided = 0
ORDER BY inspection.at, record.record
