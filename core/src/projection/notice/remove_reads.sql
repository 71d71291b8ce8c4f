DELETE FROM notice_read WHERE record = ?1
