DELETE FROM doc WHERE record = ?1
