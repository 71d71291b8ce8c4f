SELECT case_file.record AS no, record.record AS record, case_file.class AS class, case_file.title AS title,
       case_file.reported_at AS reported_at, case_file.receipted AS receipted
FROM case_file
JOIN record ON record.no = case_file.record
WHERE case_file.reporter_device = :device
   OR case_file.reporter_post IN (SELECT unhex(value, '-') FROM json_each(:posts))
ORDER BY case_file.reported_at DESC, case_file.record DESC
LIMIT :limit OFFSET :offset
