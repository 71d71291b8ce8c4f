SELECT count(*) AS denominator, coalesce(sum((CASE WHEN ?5 THEN has_shown ELSE has END & ?4) <> 0), 0) AS numerator
FROM figure_case
WHERE assessment = ?1 AND scope >= ?2 AND (?3 IS NULL OR scope < ?3)
  AND (CASE WHEN ?5 THEN looked_at_shown ELSE looked_at END & ?4) <> 0
