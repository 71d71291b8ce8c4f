SELECT record FROM looked WHERE post = ?1 AND day = ?2 AND told = 0 ORDER BY record
