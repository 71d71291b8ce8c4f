SELECT sharing.unit, sharing.path, coalesce(unit.name, '') AS name, sharing.receipted
FROM sharing LEFT JOIN unit ON unit.unit = sharing.unit
WHERE sharing.record = ?1
ORDER BY sharing.path
