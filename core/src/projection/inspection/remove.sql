DELETE FROM inspection WHERE record = ?1
