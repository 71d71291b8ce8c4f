SELECT office.office AS record, office.name AS label, CASE office.all_day WHEN 1 THEN 'all_day' ELSE '' END AS state, 0 AS urgent,
       office.lat_e6 AS lat_e6, office.lon_e6 AS lon_e6
FROM office INDEXED BY office_by_position
WHERE office.lat_e6 BETWEEN :lat_from AND :lat_to AND office.lon_e6 BETWEEN :lon_from AND :lon_to
  AND (office.valid_to IS NULL OR office.valid_to >= :day)
ORDER BY office.lat_e6, office.lon_e6, office.office
LIMIT :limit
