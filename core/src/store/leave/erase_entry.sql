DELETE FROM entry WHERE lsn = ?1
