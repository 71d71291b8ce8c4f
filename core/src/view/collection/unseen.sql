SELECT record.record AS record, record.kind AS kind, visited.last_at AS last_at,
       coalesce(resident.name, household.head, dwelling.address) AS name,
       coalesce(resident.address, household.address, dwelling.address) AS address, record.scope AS scope
FROM visited
JOIN record ON record.no = visited.record
LEFT JOIN resident ON resident.record = visited.record
LEFT JOIN household ON household.record = visited.record
LEFT JOIN dwelling ON dwelling.record = visited.record
WHERE visited.kind = ?3 AND visited.last_at < ?4
ORDER BY visited.last_at, visited.record
LIMIT ?1 OFFSET ?2
