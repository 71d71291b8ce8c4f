WHERE expires_at < :before
