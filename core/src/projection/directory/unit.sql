INSERT INTO unit (unit, name, code, kind, path) VALUES (?1, ?2, ?3, ?4, ?5)
ON CONFLICT (unit) DO UPDATE SET name = excluded.name, code = excluded.code, kind = excluded.kind, path = excluded.path
