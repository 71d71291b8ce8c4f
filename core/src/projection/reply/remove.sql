DELETE FROM reply WHERE record = ?1
