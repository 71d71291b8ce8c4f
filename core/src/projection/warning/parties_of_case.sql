SELECT party, at FROM case_party WHERE record = ?1
