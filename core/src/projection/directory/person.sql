INSERT INTO person (person, name, lives_in, sex) VALUES (:person, :name, :lives_in, :sex)
ON CONFLICT (person) DO UPDATE SET name = excluded.name, lives_in = excluded.lives_in, sex = excluded.sex
