INSERT INTO person (person, name, lives_in) VALUES (:person, :name, :lives_in)
ON CONFLICT (person) DO UPDATE SET name = excluded.name, lives_in = excluded.lives_in
