DELETE FROM sharing WHERE record = ?1
