DELETE FROM place WHERE record = ?1
