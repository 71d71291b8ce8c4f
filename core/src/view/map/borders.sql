SELECT unit.unit AS unit, unit.name AS name, unit.kind AS kind, unit.path AS path, unit.ground AS ground
FROM unit_frame AS frame
JOIN unit ON unit.unit = frame.unit
WHERE frame.lat_to >= :lat_from AND frame.lat_from <= :lat_to
  AND frame.lon_to >= :lon_from AND frame.lon_from <= :lon_to
  AND unit.valid_from <= :day AND (unit.valid_to IS NULL OR unit.valid_to >= :day)
ORDER BY length(unit.path) DESC, unit.path
LIMIT :limit
