SELECT id, received_at, entries, sealed FROM delivery WHERE sealed IS NOT NULL ORDER BY received_at, id;
