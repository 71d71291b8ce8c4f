SELECT draw_case.nth AS nth, record.no AS no, callback.calls AS calls, callback.at AS at, callback.reached AS reached,
       callback.as_told AS as_told, callback.satisfied AS satisfied
FROM draw_case
CROSS JOIN record ON record.record = draw_case.case_id
CROSS JOIN callback ON callback.record = record.no
WHERE draw_case.draw = ?1
ORDER BY draw_case.nth
