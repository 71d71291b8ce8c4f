SELECT EXISTS (SELECT 1 FROM opening WHERE record = ?1 AND post = ?2) AS known
