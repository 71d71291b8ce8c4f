SELECT 1 FROM resident WHERE record = ?1
