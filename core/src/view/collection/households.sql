SELECT record.record AS record, record.kind AS kind, household.address AS address, household.head AS name,
       (SELECT count(*) FROM resident_link WHERE resident_link.household = record.record) AS inside, 0 AS rented,
       household.scope AS scope,
       EXISTS (SELECT 1 FROM entry
               WHERE entry.record = record.no AND entry.own = 1 AND entry.seq IS NULL AND entry.state = 0) AS unsent
FROM household
JOIN record ON record.no = household.record
ORDER BY household.scope, household.head, household.record
LIMIT ?1 OFFSET ?2
