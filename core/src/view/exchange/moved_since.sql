SELECT record AS no FROM case_file
WHERE moved_at >= ?1 AND scope >= ?2 AND (?3 IS NULL OR scope < ?3) AND receipted = 1
ORDER BY no
