DELETE FROM appeal WHERE record = ?1
