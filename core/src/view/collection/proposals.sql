SELECT record.record AS record, merging.other AS other
FROM merging INDEXED BY merging_waiting
CROSS JOIN record ON record.no = merging.kept
WHERE merging.state = 'proposed' AND merging.waits = 0 AND merging.proposed_by <> :post
  AND ((merging.scope >= :from AND (:to IS NULL OR merging.scope < :to))
       OR EXISTS (SELECT 1 FROM json_each(:taken) AS taken WHERE hex(merging.scope) LIKE taken.value || '%'))
ORDER BY merging.scope, merging.kept, merging.other
LIMIT :limit OFFSET :offset
