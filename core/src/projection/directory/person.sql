INSERT INTO person (person, name) VALUES (?1, ?2) ON CONFLICT (person) DO UPDATE SET name = excluded.name
