INSERT INTO dictionary (dictionary, path, version, valid_from, valid_to, source, body)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
ON CONFLICT (dictionary, path, version) DO UPDATE SET
    valid_from = excluded.valid_from, valid_to = excluded.valid_to, source = excluded.source, body = excluded.body
