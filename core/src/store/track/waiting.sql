SELECT at, lat_e6, lon_e6, accuracy_m FROM track_fix WHERE record = ?1 ORDER BY at
