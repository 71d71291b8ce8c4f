SELECT record.record AS record, appeal.assessment AS assessment, appeal.unit AS unit, appeal.indicator AS indicator,
       appeal.state AS state, person.name AS by_name, appeal.at AS at
FROM appeal INDEXED BY appeal_waiting
CROSS JOIN record ON record.no = appeal.record
LEFT JOIN post ON post.post = appeal.post
LEFT JOIN person ON person.person = post.person
WHERE appeal.state = 'open' AND appeal.waits = 0
  AND ((appeal.scope >= :from AND (:to IS NULL OR appeal.scope < :to))
       OR EXISTS (SELECT 1 FROM json_each(:taken) AS taken WHERE hex(appeal.scope) LIKE taken.value || '%'))
ORDER BY appeal.at DESC, appeal.record DESC
LIMIT :limit OFFSET :offset
