SELECT text FROM card WHERE post = ?1
