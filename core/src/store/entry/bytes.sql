SELECT bytes FROM entry WHERE lsn = ?1
