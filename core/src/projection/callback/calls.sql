SELECT record.record AS draw, draw.drawn_at AS drawn_at, draw.call_by AS call_by, draw.call_certain AS call_certain,
       draw.scope AS scope, draw.rules AS rules
FROM draw_case
CROSS JOIN draw ON draw.record = draw_case.draw
CROSS JOIN record ON record.no = draw.record
-- A draw that is superseded has no moment to call by.
WHERE draw_case.case_id = ?1 AND draw.drawn_seq <= ?2 AND draw.call_by IS NOT NULL AND draw.announced IS NOT NULL
ORDER BY draw.call_by, record.record
