SELECT coalesce(max(lsn), 0) AS newest FROM entry WHERE record = ?1
