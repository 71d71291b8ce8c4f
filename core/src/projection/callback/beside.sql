SELECT other.record AS record
FROM draw
CROSS JOIN draw AS other ON other.scope = draw.scope AND other.first_day <= draw.last_day
    AND other.last_day >= draw.first_day AND other.record <> draw.record
WHERE draw.record = ?1
ORDER BY other.record
