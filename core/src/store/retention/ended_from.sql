-- A stretch of the ended cases, the longest ended first.
SELECT case_file.record AS record, case_file.moved_at AS moved_at,
       NOT EXISTS (SELECT 1 FROM slim WHERE slim.record = case_file.record AND slim.back_at IS NULL) AS here
FROM case_file INDEXED BY case_ended
WHERE case_file.open = 0 AND case_file.moved_at < :until AND (case_file.moved_at, case_file.record) > (:moved_at, :record)
ORDER BY case_file.moved_at, case_file.record
LIMIT :limit
