DELETE FROM unit_lineage WHERE unit = ?1
