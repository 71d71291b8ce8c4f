INSERT INTO case_spot (at, record, case_id, class, scope, lat_e6, lon_e6, address_key)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
