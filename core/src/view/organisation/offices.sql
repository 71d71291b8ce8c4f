SELECT office.office AS office, office.name AS name, office.path AS path, unit.name AS unit_name, office.address AS address,
       office.phone AS phone, office.hours AS hours, office.all_day AS all_day, office.lat_e6 AS lat_e6, office.lon_e6 AS lon_e6
FROM office LEFT JOIN unit ON unit.unit = office.unit
WHERE office.path >= :start AND office.path < :end AND (office.valid_to IS NULL OR office.valid_to >= :day)
ORDER BY office.path, office.office
LIMIT :rows OFFSET :offset
