INSERT INTO operator (name, key, added_at) VALUES (:name, :key, :now);
