SELECT unit, path, name, kind FROM unit
WHERE parent = :unit AND valid_from <= :day AND (valid_to IS NULL OR valid_to >= :day)
ORDER BY path
LIMIT :rows
