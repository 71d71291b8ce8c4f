DELETE FROM survey WHERE record = ?1
