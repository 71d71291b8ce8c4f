INSERT INTO unit_lineage (unit, replaces, gone) VALUES (:unit, :replaces, 0)
ON CONFLICT (replaces, unit) DO UPDATE SET gone = 0 WHERE gone = 1;
