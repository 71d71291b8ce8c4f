DELETE FROM call_up WHERE record = ?1
