DELETE FROM looked WHERE told = 1 AND day < ?1
