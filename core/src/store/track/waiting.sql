SELECT at, lat_e6, lon_e6, accuracy_m, mocked FROM track_fix WHERE record = ?1 ORDER BY at
