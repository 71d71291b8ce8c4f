SELECT record.record AS record, case_file.title AS label, case_file.state AS state, case_file.urgent AS urgent,
       case_file.lat_e6 AS lat_e6, case_file.lon_e6 AS lon_e6
FROM case_file
JOIN record ON record.no = case_file.record
WHERE case_file.open = 1 AND case_file.lat_e6 BETWEEN :lat_from AND :lat_to
  AND case_file.lon_e6 BETWEEN :lon_from AND :lon_to
ORDER BY case_file.urgent DESC, case_file.reported_at DESC, case_file.record DESC
LIMIT :limit
