SELECT record.record AS record
FROM json_each(?1) AS page
JOIN record ON record.no = page.value
WHERE EXISTS (SELECT 1 FROM deadline WHERE deadline.record = page.value AND NOT deadline.certain)
