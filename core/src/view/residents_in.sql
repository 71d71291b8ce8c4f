SELECT record.record AS record, resident.name AS name, resident.id_masked AS id_masked, resident.phone AS phone,
       resident.address AS address, resident.scope AS scope, resident.needs_review AS needs_review,
       EXISTS (SELECT 1 FROM entry
               WHERE entry.record = resident.record AND entry.own = 1 AND entry.seq IS NULL AND entry.state = 0) AS unsent
FROM place
JOIN resident ON resident.record = place.record
JOIN record ON record.no = resident.record
WHERE place.lat_from >= ?1 AND place.lat_to <= ?2 AND place.lon_from >= ?3 AND place.lon_to <= ?4
LIMIT ?5
