SELECT person, expires_at, used_by FROM code WHERE hash = :hash;
