DELETE FROM household WHERE record = ?1
