INSERT INTO draft (draft, noun, body, changed_at) VALUES (?1, ?2, ?3, ?4)
ON CONFLICT (draft) DO UPDATE SET noun = excluded.noun, body = excluded.body, changed_at = excluded.changed_at
