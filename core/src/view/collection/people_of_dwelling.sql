SELECT record.record AS record, resident.name AS name, resident.id_masked AS id_masked, resident.phone AS phone,
       resident_link.relation AS relation, resident_link.household AS household
FROM resident_link
JOIN resident ON resident.record = resident_link.record
JOIN record ON record.no = resident_link.record
WHERE resident_link.dwelling = ?3
ORDER BY resident_link.household, resident_link.relation, resident.name, resident_link.record
LIMIT ?1 OFFSET ?2
