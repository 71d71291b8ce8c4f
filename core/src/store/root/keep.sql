INSERT INTO root (epoch, size, body, signature, proof) VALUES (?1, ?2, ?3, ?4, ?5)
ON CONFLICT (epoch, size) DO NOTHING
