-- The page first: what is counted is counted for its rows only.
WITH page AS (
    SELECT draw.record AS no FROM draw
    WHERE ?1 IS NULL OR draw.record = ?1
    ORDER BY draw.announced_at DESC, draw.record DESC
    LIMIT ?2 OFFSET ?3
)
SELECT record.record AS record, draw.scope AS scope, draw.first_day AS first_day, draw.last_day AS last_day,
       draw.state AS state, draw.announced_at AS announced_at, draw.drawn_at AS drawn_at, draw.frame AS frame,
       draw.picked AS picked,
       (SELECT count(*) FROM draw_case
        -- Of cases that are not here nobody can say whether somebody called.
        CROSS JOIN record AS file ON file.record = draw_case.case_id
        CROSS JOIN case_file ON case_file.record = file.no
        LEFT JOIN callback ON callback.record = file.no
        WHERE draw_case.draw = draw.record AND callback.record IS NULL) AS to_call,
       EXISTS (SELECT 1 FROM draw AS earlier
               WHERE earlier.scope = draw.scope AND earlier.first_day = draw.first_day
                 AND earlier.last_day = draw.last_day AND earlier.state <> 'withdrawn' AND earlier.record <> draw.record
                 AND earlier.announced IS NOT NULL
                 AND (draw.announced IS NULL OR earlier.announced < draw.announced)) AS superseded
FROM page
JOIN draw ON draw.record = page.no
JOIN record ON record.no = draw.record
ORDER BY draw.announced_at DESC, draw.record DESC
