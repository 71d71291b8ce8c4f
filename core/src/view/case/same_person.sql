SELECT 1 FROM post AS one
JOIN post AS other ON other.person = one.person
WHERE one.post = ?1 AND other.post = ?2
