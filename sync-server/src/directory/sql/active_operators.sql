SELECT name, key FROM operator WHERE ended_at IS NULL;
