SELECT count(*) AS found FROM code WHERE expires_at < :before;
