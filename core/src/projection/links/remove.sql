DELETE FROM resident_link WHERE record = ?1
