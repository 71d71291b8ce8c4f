SELECT replaces AS other FROM unit_lineage WHERE unit = ?1 ORDER BY replaces
