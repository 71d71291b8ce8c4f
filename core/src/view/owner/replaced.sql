SELECT DISTINCT unit.unit AS unit, unit.path AS path
FROM unit_lineage JOIN unit ON unit.unit = unit_lineage.replaces
WHERE unit.valid_to < :day
