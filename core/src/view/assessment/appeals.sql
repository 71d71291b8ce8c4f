SELECT record.record AS record, appeal.assessment AS assessment, appeal.unit AS unit, appeal.indicator AS indicator,
       appeal.state AS state, person.name AS by_name, appeal.at AS at
FROM appeal
-- Else it walks all records for the few that are appeals.
CROSS JOIN record ON record.no = appeal.record
LEFT JOIN post ON post.post = appeal.post
LEFT JOIN person ON person.person = post.person
ORDER BY appeal.state <> 'open', appeal.at DESC, appeal.record DESC
LIMIT ?1 OFFSET ?2
