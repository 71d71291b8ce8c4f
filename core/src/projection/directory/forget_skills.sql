DELETE FROM skill WHERE person = ?1 AND unit = ?2
