SELECT record.record AS record, draw.first_day AS first_day, draw.last_day AS last_day, draw.state AS state
FROM draw
CROSS JOIN record ON record.no = draw.record
WHERE draw.scope = ?1 AND draw.first_day <= ?3 AND draw.last_day >= ?2 AND draw.state <> 'withdrawn'
ORDER BY draw.announced IS NULL, draw.announced, draw.record
LIMIT 1
