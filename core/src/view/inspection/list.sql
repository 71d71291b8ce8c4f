SELECT record.record AS record, inspection.kind AS kind, inspection.address AS address, inspection.scope AS scope,
       person.name AS by_name, inspection.at AS at, inspection.bad AS bad,
       coalesce((SELECT max(times) FROM inspection_item WHERE inspection_item.record = inspection.record), 0) AS times,
       inspection.recheck_of IS NOT NULL AS recheck, inspection.voided AS voided,
       inspection.provisional AS provisional
FROM inspection
JOIN record ON record.no = inspection.record
LEFT JOIN post ON post.post = inspection.post
LEFT JOIN person ON person.person = post.person
ORDER BY inspection.at DESC, inspection.record DESC
LIMIT ?1 OFFSET ?2
