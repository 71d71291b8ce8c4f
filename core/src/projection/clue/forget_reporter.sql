DELETE FROM clue_reporter WHERE record = ?1
