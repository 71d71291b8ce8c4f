SELECT record.record AS record, resident.name AS name, resident.id_masked AS id_masked, resident.phone AS phone,
       resident.address AS address, resident.scope AS scope, resident.needs_review AS needs_review,
       EXISTS (SELECT 1 FROM entry
               WHERE entry.record = resident.record AND entry.own = 1 AND entry.seq IS NULL AND entry.state = 0) AS unsent
FROM resident_text
JOIN resident ON resident.record = resident_text.rowid
JOIN record ON record.no = resident.record
WHERE resident_text MATCH ?1
LIMIT ?2
