SELECT at, case_id, class, scope, lat_e6, lon_e6, address_key FROM case_spot WHERE at > ?1 AND at <= ?2
