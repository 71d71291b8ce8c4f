SELECT name, key, added_at, ended_at FROM operator ORDER BY added_at, name;
