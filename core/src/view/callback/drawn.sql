SELECT draw_case.nth AS nth, draw_case.case_id AS case_id, draw_case.unit AS unit, draw_case.class AS class, case_file.title AS title,
       case_file.state AS state
FROM draw_case
LEFT JOIN record ON record.record = draw_case.case_id
LEFT JOIN case_file ON case_file.record = record.no
WHERE draw_case.draw = ?1 AND draw_case.nth > ?2
ORDER BY draw_case.nth
LIMIT ?3
