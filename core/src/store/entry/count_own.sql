UPDATE entry SET counted = ?1 WHERE own = 1 AND seq IS NOT NULL AND state <> 4
