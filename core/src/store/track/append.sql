INSERT INTO track_fix (record, at, lat_e6, lon_e6, accuracy_m, mocked) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
ON CONFLICT (record, at) DO NOTHING
