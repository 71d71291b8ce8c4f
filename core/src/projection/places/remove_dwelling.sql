DELETE FROM dwelling WHERE record = ?1
