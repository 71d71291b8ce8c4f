UPDATE looked SET told = 1 WHERE post = ?1 AND day = ?2 AND told = 0
