SELECT record.record AS record, merging.other AS other
FROM merging
JOIN record ON record.no = merging.kept
WHERE merging.state = 'proposed'
ORDER BY merging.kept, merging.other
LIMIT ?1 OFFSET ?2
