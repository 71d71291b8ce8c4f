UPDATE unit_lineage SET gone = 1
WHERE unit = :unit AND gone = 0 AND replaces NOT IN (SELECT value FROM json_each(:replaces));
