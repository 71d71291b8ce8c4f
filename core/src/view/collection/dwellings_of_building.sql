SELECT record.record AS record, record.kind AS kind, dwelling.address AS address, '' AS name,
       (SELECT count(*) FROM resident_link WHERE resident_link.dwelling = record.record) AS inside,
       dwelling.rented AS rented, dwelling.scope AS scope,
       EXISTS (SELECT 1 FROM entry
               WHERE entry.record = record.no AND entry.own = 1 AND entry.seq IS NULL AND entry.state = 0) AS unsent
FROM dwelling
JOIN record ON record.no = dwelling.record
WHERE dwelling.building = ?3
ORDER BY dwelling.address, dwelling.record
LIMIT ?1 OFFSET ?2
