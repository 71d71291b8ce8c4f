INSERT INTO inclusion (epoch, size, leaves, proof) VALUES (?1, ?2, ?3, ?4)
