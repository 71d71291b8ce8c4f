INSERT INTO token (hash, device, expires_at) VALUES (:hash, :device, :expires_at);
