DELETE FROM clue WHERE record = ?1
