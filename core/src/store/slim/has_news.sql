SELECT EXISTS (
  SELECT 1 FROM entry WHERE record = ?1 AND kind IN ('case', 'reply') AND state = 0 AND bytes IS NOT NULL
) AS news
