SELECT record.record AS record
FROM resident_link
JOIN record ON record.no = resident_link.record
WHERE resident_link.number = ?1
ORDER BY resident_link.record
LIMIT ?2
