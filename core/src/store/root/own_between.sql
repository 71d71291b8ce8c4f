SELECT seq, id FROM entry WHERE own = 1 AND seq BETWEEN ?1 AND ?2 ORDER BY seq
