SELECT record AS no FROM case_file
WHERE scope >= ?1 AND (?2 IS NULL OR scope < ?2) AND reported_at >= ?3 AND reported_at < ?4
ORDER BY record
