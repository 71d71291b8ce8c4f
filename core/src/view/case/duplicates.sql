SELECT record.record AS record, case_file.record AS no FROM case_file
JOIN record ON record.no = case_file.record
WHERE case_file.duplicate_of = ?1 AND case_file.open = 1
ORDER BY case_file.reported_at, case_file.record
