WITH RECURSIVE
above (unit) AS (
    SELECT ?1
    UNION
    SELECT unit.parent FROM unit JOIN above ON unit.unit = above.unit WHERE unit.parent IS NOT NULL
),
line (unit) AS (
    SELECT unit FROM above
    UNION
    SELECT unit_lineage.unit FROM unit_lineage JOIN line ON unit_lineage.replaces = line.unit
)
SELECT unit.unit AS unit, unit.parent AS parent, unit.valid_from AS valid_from, unit.valid_to AS valid_to, unit.ground AS ground,
       unit_lineage.replaces AS replaces
FROM unit LEFT JOIN unit_lineage ON unit_lineage.unit = unit.unit
WHERE unit.unit IN (SELECT unit FROM line)
ORDER BY unit.unit
