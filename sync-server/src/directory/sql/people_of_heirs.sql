-- Who reads more or less when this unit, or when it begins or ends, changes: whoever serves an heir or what stands above it, but not
-- above the unit that was replaced too.
WITH RECURSIVE line (unit) AS (
  SELECT :unit
  UNION
  -- Whoever took the same places.
  SELECT unit_lineage.unit FROM unit_lineage WHERE unit_lineage.replaces IN (SELECT own.replaces FROM unit_lineage AS own WHERE own.unit = :unit)
  UNION
  SELECT unit_lineage.unit FROM unit_lineage JOIN line ON unit_lineage.replaces = line.unit
), above (heir, unit) AS (
  SELECT line.unit, line.unit FROM line JOIN unit_lineage ON unit_lineage.unit = line.unit
  UNION
  SELECT above.heir, unit.parent FROM above JOIN unit ON unit.unit = above.unit WHERE unit.parent IS NOT NULL
)
SELECT DISTINCT person.person AS person
FROM above
JOIN unit_lineage ON unit_lineage.unit = above.heir
JOIN unit AS own ON own.unit = above.unit
JOIN unit AS before ON before.unit = unit_lineage.replaces
JOIN post ON post.unit = above.unit
JOIN person ON person.no = post.person
WHERE substr(before.path, 1, length(own.path)) <> own.path;
