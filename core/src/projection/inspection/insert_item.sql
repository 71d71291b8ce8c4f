INSERT INTO inspection_item (record, item, kind, answer, case_record, at, community, premises, address_key,
                             lat_e6, lon_e6, times)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, 0)
ON CONFLICT (record, item) DO NOTHING
