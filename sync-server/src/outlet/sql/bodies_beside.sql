WITH RECURSIVE beside (unit, path) AS (
  SELECT unit, path FROM unit WHERE parent IS :parent AND kind IN ('department', 'team')
  UNION
  SELECT unit.unit, unit.path FROM beside JOIN unit ON unit.parent = beside.unit WHERE unit.kind IN ('department', 'team')
)
SELECT path FROM beside ORDER BY path;
