SELECT EXISTS (SELECT 1 FROM looked WHERE record = ?1 AND post = ?2 AND day = ?3) AS known
