SELECT record.record AS record, resident.name AS label, '' AS state, 0 AS urgent,
       place.lat_from AS lat_e6, place.lon_from AS lon_e6
FROM place
JOIN resident ON resident.record = place.record
JOIN record ON record.no = resident.record
WHERE place.lat_from >= :lat_from AND place.lat_to <= :lat_to
  AND place.lon_from >= :lon_from AND place.lon_to <= :lon_to
LIMIT :limit
