DELETE FROM campaign WHERE record = ?1
