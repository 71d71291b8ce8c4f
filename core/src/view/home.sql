WITH mine AS (
    SELECT value AS record FROM json_each(:mine)
), due AS (
    SELECT record FROM mine UNION SELECT value FROM json_each(:answers)
), owed_call AS (
    -- Nobody else is shown it: not a row is read for them. Draws of units above are read here and called from there.
    SELECT due_at FROM deadline INDEXED BY deadline_of_callbacks
    WHERE what = 'callback' AND :kind = 'callback_clerk'
      AND (scope = :unit OR EXISTS (SELECT 1 FROM json_each(:taken) AS taken WHERE hex(scope) LIKE taken.value || '%'))
), mine_due AS (
    SELECT min(deadline.due_at) AS due_at,
           -- Only the rows of replies.
           min(CASE WHEN substr(deadline.what, 1, 6) = 'reply_' THEN deadline.due_at END) AS reply_at
    FROM due JOIN deadline ON deadline.record = due.record
    -- By the record: by the time it would walk all deadlines for each of mine.
    WHERE +deadline.paused = 0 AND deadline.what <> 'callback' GROUP BY due.record
    UNION ALL
    SELECT due_at, NULL FROM owed_call
)
SELECT (SELECT count(*) FROM mine JOIN case_file ON case_file.record = mine.record WHERE case_file.urgent = 1) AS urgent_mine,
       (SELECT count(*) FROM mine) AS to_do,
       (SELECT count(*) FROM mine JOIN case_file ON case_file.record = mine.record
        LEFT JOIN post ON post.post = case_file.responsible_post
        WHERE case_file.responsible_post IS NULL OR post.to_day < :today OR post.from_day > :today) AS to_claim,
       (SELECT count(*) FROM mine_due WHERE due_at < :now) AS late,
       (SELECT count(*) FROM mine_due WHERE due_at BETWEEN :now AND :soon) AS due_soon,
       (SELECT count(*) FROM mine_due WHERE reply_at <= :soon) AS replies,
       (SELECT count(*) FROM case_file WHERE reporter_post = :post AND open = 1) AS own_reports,
       (SELECT count(*) FROM patrol INDEXED BY patrol_open WHERE post = :post AND state IN ('assigned', 'underway', 'paused')) AS patrols,
       (SELECT count(*) FROM call_up JOIN record ON record.no = call_up.record
        WHERE call_up.stopped = 0 AND call_up.until_at >= :now
          AND NOT EXISTS (SELECT 1 FROM muster WHERE muster.call = record.record AND hex(muster.post) IN (SELECT value FROM json_each(:posts)))) AS calls,
       (SELECT count(*) FROM clue WHERE state IN ('reported', 'handed_over')
          AND ((scope >= :unit AND (:unit_end IS NULL OR scope < :unit_end))
               OR record IN (SELECT record FROM sharing WHERE unit = :unit_no AND receipted = 1)
               OR EXISTS (SELECT 1 FROM json_each(:taken) AS taken WHERE hex(clue.scope) LIKE taken.value || '%'))) AS clues,
       (SELECT count(*) FROM owed_call) AS callbacks,
       (SELECT count(*) FROM draft) AS drafts,
       (SELECT count(*) FROM quarantine) AS kept_aside,
       EXISTS (SELECT 1 FROM unit WHERE leader = :post) AS leads
