INSERT INTO history_tile (tile, hashes) VALUES (:tile, :hashes)
ON CONFLICT (tile) DO UPDATE SET hashes = excluded.hashes;
