DELETE FROM deadline WHERE record = ?1
