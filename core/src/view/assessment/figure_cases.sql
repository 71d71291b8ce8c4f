SELECT figure_case.case_id AS record, title, class, state, (has & ?4) <> 0 AS counts
FROM figure_case CROSS JOIN case_file ON case_file.record = figure_case.record
WHERE assessment = ?1 AND figure_case.scope >= ?2 AND (?3 IS NULL OR figure_case.scope < ?3) AND (looked_at & ?4) <> 0
ORDER BY figure_case.case_id LIMIT ?5 OFFSET ?6
