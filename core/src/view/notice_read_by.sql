SELECT count(*) AS posts FROM notice_read WHERE record = ?1
