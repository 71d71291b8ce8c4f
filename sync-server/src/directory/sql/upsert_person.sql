INSERT INTO person (person, name) VALUES (:person, :name)
ON CONFLICT (person) DO UPDATE SET name = excluded.name WHERE name IS NOT excluded.name;
