SELECT case_file.record AS record, case_file.state AS state, case_file.moved_at AS moved_at
FROM case_file
WHERE case_file.open = 0 AND case_file.moved_at < ?1
  AND NOT EXISTS (SELECT 1 FROM slim WHERE slim.record = case_file.record AND slim.back_at IS NULL)
ORDER BY case_file.record
