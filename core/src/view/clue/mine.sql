WITH mine AS (
    SELECT record FROM clue_reporter WHERE device = :device
    UNION
    SELECT clue_reporter.record FROM json_each(:posts) AS held
    JOIN clue_reporter ON clue_reporter.post = unhex(held.value)
    UNION
    SELECT clue.record FROM json_each(:teams) AS team
    JOIN clue ON clue.scope = unhex(team.value)
    JOIN record ON record.no = clue.record AND record.kind = 'clue.team'
)
SELECT clue.record AS no FROM mine
JOIN clue USING (record)
ORDER BY clue.reported_at DESC, clue.record DESC
