INSERT INTO own_shelf (person, shelf, digest) VALUES (:person, :shelf, :digest)
ON CONFLICT (person, shelf) DO UPDATE SET digest = excluded.digest;
