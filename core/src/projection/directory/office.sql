INSERT INTO office (office, unit, name, address, phone, hours, all_day, lat_e6, lon_e6, valid_to, path)
VALUES (:office, :unit, :name, :address, :phone, :hours, :all_day, :lat_e6, :lon_e6, :valid_to, :path)
ON CONFLICT (office) DO UPDATE SET
    unit = excluded.unit, name = excluded.name, address = excluded.address, phone = excluded.phone, hours = excluded.hours,
    all_day = excluded.all_day, lat_e6 = excluded.lat_e6, lon_e6 = excluded.lon_e6, valid_to = excluded.valid_to,
    path = excluded.path
