SELECT scope, count(*) AS disputes, sum((CASE WHEN ?3 THEN has_shown ELSE has END & ?2) <> 0) AS settled_inside
FROM figure_case INDEXED BY figure_case_by_scope
WHERE assessment = ?1 AND (CASE WHEN ?3 THEN looked_at_shown ELSE looked_at END & ?2) <> 0
GROUP BY scope
