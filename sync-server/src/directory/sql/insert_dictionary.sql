INSERT INTO dictionary (dictionary, version, path, valid_from, valid_to, row)
VALUES (:dictionary, :version, :path, :valid_from, :valid_to, :row)
ON CONFLICT (dictionary, version, path) DO NOTHING;
