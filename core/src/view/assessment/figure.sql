SELECT count(*) AS denominator, coalesce(sum((has & ?4) <> 0), 0) AS numerator FROM figure_case
WHERE assessment = ?1 AND scope >= ?2 AND (?3 IS NULL OR scope < ?3) AND (looked_at & ?4) <> 0
