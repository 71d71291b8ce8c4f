SELECT record.record AS record, record.kind AS kind, building.address AS address, building.leader AS name,
       (SELECT count(*) FROM dwelling WHERE dwelling.building = record.record) AS inside, 0 AS rented, building.scope AS scope,
       EXISTS (SELECT 1 FROM entry
               WHERE entry.record = record.no AND entry.own = 1 AND entry.seq IS NULL AND entry.state = 0) AS unsent
FROM building
JOIN record ON record.no = building.record
ORDER BY building.scope, building.address, building.record
LIMIT ?1 OFFSET ?2
