DELETE FROM callback WHERE record = ?1
