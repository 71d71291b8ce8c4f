SELECT EXISTS (
  SELECT 1 FROM entry AS other
  WHERE other.record = (SELECT record FROM entry WHERE lsn = ?1) AND other.own = 1 AND other.state IN (1, 2, 3)
) AS refused
