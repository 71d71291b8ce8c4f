INSERT INTO unit_frame (unit, lat_from, lat_to, lon_from, lon_to) VALUES (?1, ?2, ?3, ?4, ?5)
