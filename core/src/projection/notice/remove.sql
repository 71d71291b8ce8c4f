DELETE FROM notice WHERE record = ?1
