SELECT 1 FROM notice_read WHERE record = ?1 AND post = ?2
