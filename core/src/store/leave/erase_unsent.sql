DELETE FROM entry WHERE own = 1 AND seq IS NULL AND state = 0
