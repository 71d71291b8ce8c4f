INSERT INTO post (post, person, kind, unit) VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (post) DO UPDATE SET person = excluded.person, kind = excluded.kind, unit = excluded.unit
