SELECT record FROM clue WHERE scope >= ?1 AND (?2 IS NULL OR scope < ?2) AND state <> 'closed' ORDER BY record
