DELETE FROM muster WHERE record = ?1
