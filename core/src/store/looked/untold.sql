SELECT DISTINCT post, day FROM looked WHERE told = 0 ORDER BY day, post
