INSERT INTO last_place (post, kind, lat_e6, lon_e6, at) VALUES (:post, :kind, :lat_e6, :lon_e6, :at)
ON CONFLICT (post) DO UPDATE SET
    kind = excluded.kind, lat_e6 = excluded.lat_e6, lon_e6 = excluded.lon_e6, at = excluded.at
WHERE excluded.at > last_place.at OR (excluded.at = last_place.at AND excluded.lat_e6 > last_place.lat_e6)
