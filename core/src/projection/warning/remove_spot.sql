DELETE FROM case_spot WHERE record = ?1
