DELETE FROM code WHERE expires_at < :before;
