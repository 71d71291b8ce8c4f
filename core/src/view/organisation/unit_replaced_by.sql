SELECT unit AS other FROM unit_lineage WHERE replaces = ?1 ORDER BY unit
