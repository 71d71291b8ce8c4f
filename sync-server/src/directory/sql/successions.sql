SELECT heir.path AS heir, heir.valid_from AS from_day, heir.valid_to AS to_day, before.path AS before, before.valid_to AS ended
FROM unit_lineage
CROSS JOIN unit AS heir INDEXED BY unit_days ON heir.unit = unit_lineage.unit
CROSS JOIN unit AS before INDEXED BY unit_days ON before.unit = unit_lineage.replaces
WHERE unit_lineage.gone = 0;
