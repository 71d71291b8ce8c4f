SELECT record.record AS record
FROM erased_record JOIN record ON record.no = erased_record.record
WHERE record.kind = 'case' AND record.scope >= ?1 AND (?2 IS NULL OR record.scope < ?2)
ORDER BY record.record
