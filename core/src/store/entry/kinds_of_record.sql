SELECT DISTINCT kind FROM entry WHERE record = ?1 AND class = 1 AND state = 0 ORDER BY kind
