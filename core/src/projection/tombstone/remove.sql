DELETE FROM tombstone WHERE record = ?1
