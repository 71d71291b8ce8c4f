SELECT figure_case.case_id AS record, title, class, state,
       (CASE WHEN ?7 THEN has_shown ELSE has END & ?4) <> 0 AS counts,
       -- ?8: the bit of the way before, by the phones' own clocks.
       coalesce(((has & ?8) <> 0) <> ((has_shown & ?4) <> 0) OR (looked_at & ?8) = 0, 0) AS clock_doubtful
FROM figure_case CROSS JOIN case_file ON case_file.record = figure_case.record
WHERE assessment = ?1 AND figure_case.scope >= ?2 AND (?3 IS NULL OR figure_case.scope < ?3)
  AND (CASE WHEN ?7 THEN looked_at_shown ELSE looked_at END & ?4) <> 0
ORDER BY figure_case.case_id LIMIT ?5 OFFSET ?6
