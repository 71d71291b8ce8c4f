SELECT coalesce((
  SELECT own FROM entry JOIN record ON record.no = entry.record
  WHERE entry.record = ?1 AND entry.kind = record.kind
  ORDER BY entry.seq IS NULL, entry.seq, entry.lsn
  LIMIT 1
), 0) AS founded_here
