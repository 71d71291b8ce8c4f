SELECT record.record AS record
FROM mediation JOIN record ON record.no = mediation.record
WHERE mediation."case" = ?1 AND mediation.record <> ?2
ORDER BY mediation.opened_at, mediation.record
LIMIT 20
