DELETE FROM resident WHERE record = ?1
