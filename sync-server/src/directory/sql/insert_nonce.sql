INSERT INTO nonce (device, nonce, seen_at) VALUES (:device, :nonce, :seen_at);
