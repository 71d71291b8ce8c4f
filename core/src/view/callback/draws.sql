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
        -- The row is the first call that is still owed; who made none for that draw made none for a later one.
        CROSS JOIN deadline ON deadline.record = file.no AND deadline.what = 'callback'
        WHERE draw_case.draw = draw.record AND deadline.due_at <= draw.call_by) AS to_call,
       page.no AS no
FROM page
JOIN draw ON draw.record = page.no
JOIN record ON record.no = draw.record
ORDER BY draw.announced_at DESC, draw.record DESC
