SELECT post, kind, lat_e6, lon_e6, at FROM last_place
WHERE lat_e6 BETWEEN ?1 AND ?2 AND lon_e6 BETWEEN ?3 AND ?4
ORDER BY at DESC
LIMIT 500
