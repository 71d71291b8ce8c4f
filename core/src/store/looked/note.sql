INSERT INTO looked (record, post, day, first_at, told) VALUES (?1, ?2, ?3, ?4, 0) ON CONFLICT (record, post, day) DO NOTHING
