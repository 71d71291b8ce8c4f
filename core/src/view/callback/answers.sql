SELECT count(*) AS cases, count(callback.at) AS called, coalesce(sum(callback.reached), 0) AS reached,
       coalesce(sum(callback.satisfied), 0) AS satisfied, coalesce(sum(callback.as_told), 0) AS as_told
FROM draw_case
LEFT JOIN record ON record.record = draw_case.case_id
LEFT JOIN callback ON callback.record = record.no
WHERE draw_case.draw = ?1
