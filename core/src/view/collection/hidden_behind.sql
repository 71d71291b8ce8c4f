SELECT merging.other AS other FROM merging JOIN record ON record.no = merging.kept
WHERE record.record = ?1 AND merging.state = 'confirmed'
ORDER BY merging.other
