SELECT case_file.record AS no FROM case_file WHERE case_file.reported_at >= ?1 ORDER BY case_file.record
