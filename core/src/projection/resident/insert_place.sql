INSERT INTO place (record, lat_from, lat_to, lon_from, lon_to) VALUES (?1, ?2, ?2, ?3, ?3)
