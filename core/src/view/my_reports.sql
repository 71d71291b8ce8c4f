SELECT case_file.record AS no FROM case_file
WHERE EXISTS (SELECT 1 FROM entry WHERE entry.record = case_file.record AND entry.own = 1)
   OR EXISTS (SELECT 1 FROM reply WHERE reply.record = case_file.record)
ORDER BY case_file.reported_at DESC, case_file.record DESC
