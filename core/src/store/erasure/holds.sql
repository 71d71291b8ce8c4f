SELECT EXISTS (
  SELECT 1 FROM entry WHERE record = ?1 AND kind <> 'tombstone' AND state <> 4
) AS holds
