INSERT INTO receipt (chain, first, count, received_at, body, signature) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
ON CONFLICT (chain, first, count) DO UPDATE
SET received_at = excluded.received_at, body = excluded.body, signature = excluded.signature
