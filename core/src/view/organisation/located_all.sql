SELECT unit.unit AS unit, unit.path AS path, unit.ground AS ground
FROM unit
WHERE unit.kind IN ('grid', 'dedicated_grid') AND length(unit.ground) > 0
  AND unit.valid_from <= :day AND (unit.valid_to IS NULL OR unit.valid_to >= :day)
