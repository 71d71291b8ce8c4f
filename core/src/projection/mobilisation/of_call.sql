SELECT record.no AS no, record.record AS record FROM muster JOIN record ON record.no = muster.record WHERE muster.call = ?1 ORDER BY muster.record
