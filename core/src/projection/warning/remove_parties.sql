DELETE FROM case_party WHERE record = ?1
