SELECT record.record AS record, record.kind AS kind,
       coalesce(building.address, dwelling.address, household.address) AS address,
       coalesce(household.head, building.leader, '') AS name,
       CASE record.kind
           WHEN 'building' THEN (SELECT count(*) FROM dwelling AS inner_one WHERE inner_one.building = record.record)
           WHEN 'dwelling' THEN (SELECT count(*) FROM resident_link WHERE resident_link.dwelling = record.record)
           ELSE (SELECT count(*) FROM resident_link WHERE resident_link.household = record.record)
       END AS inside,
       coalesce(dwelling.rented, 0) AS rented, coalesce(building.scope, dwelling.scope, household.scope) AS scope,
       EXISTS (SELECT 1 FROM entry
               WHERE entry.record = record.no AND entry.own = 1 AND entry.seq IS NULL AND entry.state = 0) AS unsent
FROM place_text
JOIN record ON record.no = place_text.rowid
LEFT JOIN building ON building.record = record.no
LEFT JOIN dwelling ON dwelling.record = record.no
LEFT JOIN household ON household.record = record.no
WHERE place_text MATCH ?1
LIMIT ?2
