SELECT stamp FROM slim_stamp WHERE lsn = ?1
