SELECT unit.unit AS unit, unit.path AS path, unit.ground AS ground
FROM unit_frame AS frame JOIN unit ON unit.unit = frame.unit
WHERE frame.lat_from <= :lat AND frame.lat_to >= :lat AND frame.lon_from <= :lon AND frame.lon_to >= :lon
  AND unit.valid_from <= :day AND (unit.valid_to IS NULL OR unit.valid_to >= :day)
