SELECT count(*) AS unsent FROM entry WHERE own = 1 AND seq IS NULL AND state = 0 AND bytes IS NOT NULL
