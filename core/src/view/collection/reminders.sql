SELECT record.record AS record, record.kind AS kind, reminder.what AS what, reminder.day AS day,
       coalesce(resident.name, household.head, dwelling.address) AS name,
       coalesce(resident.address, household.address, dwelling.address) AS address, record.scope AS scope
FROM reminder
CROSS JOIN record ON record.no = reminder.record
LEFT JOIN resident ON resident.record = reminder.record
LEFT JOIN household ON household.record = reminder.record
LEFT JOIN dwelling ON dwelling.record = reminder.record
WHERE reminder.day <= ?3
  AND ((record.scope >= ?4 AND (?5 IS NULL OR record.scope < ?5))
       OR EXISTS (SELECT 1 FROM json_each(?6) AS taken WHERE hex(record.scope) LIKE taken.value || '%'))
ORDER BY reminder.day, reminder.record, reminder.what
LIMIT ?1 OFFSET ?2
