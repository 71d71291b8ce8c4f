SELECT count(*) AS entries FROM entry WHERE record = ?1 AND state <> 3
