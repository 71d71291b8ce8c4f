SELECT scope, sum((looked_at & ?2) <> 0) AS disputes, sum((has & ?2) <> 0) AS settled_inside
FROM figure_case INDEXED BY figure_case_by_scope
WHERE assessment = ?1 AND (looked_at & ?2) <> 0
GROUP BY scope
