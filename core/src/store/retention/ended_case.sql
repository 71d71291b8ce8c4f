SELECT state, moved_at FROM case_file
WHERE record = ?1 AND open = 0 AND NOT EXISTS (SELECT 1 FROM slim WHERE slim.record = ?1 AND slim.back_at IS NULL)
