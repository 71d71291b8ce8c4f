SELECT record.record AS record, bad.kind AS kind, bad.item AS item, inspection.address AS address,
       inspection.scope AS scope, bad.at AS at, bad.times AS times
FROM inspection_item AS bad
JOIN inspection ON inspection.record = bad.record
JOIN record ON record.no = bad.record
WHERE bad.times > 1
ORDER BY bad.at DESC, bad.record DESC, bad.item
LIMIT ?1 OFFSET ?2
