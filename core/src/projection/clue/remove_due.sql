DELETE FROM clue_due WHERE record = ?1
