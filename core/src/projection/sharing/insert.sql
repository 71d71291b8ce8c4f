INSERT INTO sharing (record, unit, path, receipted) VALUES (:record, :unit, :path, :receipted)
