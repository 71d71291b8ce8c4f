DELETE FROM intent WHERE lsn = ?1
