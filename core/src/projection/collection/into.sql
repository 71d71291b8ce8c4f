SELECT record.record AS kept FROM merging JOIN record ON record.no = merging.kept WHERE merging.other = ?1 AND merging.state = 'confirmed'
