DELETE FROM building WHERE record = ?1
