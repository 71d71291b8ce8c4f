DELETE FROM draw WHERE record = ?1
