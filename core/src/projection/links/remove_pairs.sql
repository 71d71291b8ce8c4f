DELETE FROM duplicate WHERE low = ?1 OR high = ?1
