SELECT earlier.record AS record, earlier.state AS state, draw.announced AS announced
FROM draw
CROSS JOIN draw AS earlier ON earlier.scope = draw.scope AND earlier.first_day <= draw.last_day
    AND earlier.last_day >= draw.first_day AND earlier.record <> draw.record
WHERE draw.record = ?1 AND earlier.announced IS NOT NULL
  AND (draw.announced IS NULL OR earlier.announced < draw.announced)
ORDER BY earlier.announced
