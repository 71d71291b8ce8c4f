INSERT OR IGNORE INTO unit_lineage (unit, replaces) VALUES (?1, ?2)
