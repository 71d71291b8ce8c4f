SELECT record.record AS record, coalesce(building.address, dwelling.address, household.address) AS label, record.kind AS state,
       0 AS urgent, place.lat_from AS lat_e6, place.lon_from AS lon_e6
FROM place
LEFT JOIN building ON building.record = place.record
LEFT JOIN dwelling ON dwelling.record = place.record
LEFT JOIN household ON household.record = place.record
JOIN record ON record.no = place.record
WHERE place.lat_from >= :lat_from AND place.lat_to <= :lat_to
  AND place.lon_from >= :lon_from AND place.lon_to <= :lon_to
  AND (building.record IS NOT NULL OR dwelling.record IS NOT NULL OR household.record IS NOT NULL)
LIMIT :limit
