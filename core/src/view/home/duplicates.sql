WITH declined AS MATERIALIZED (
    SELECT min(merging.kept, second.no) AS low, max(merging.kept, second.no) AS high
    FROM merging INDEXED BY merging_by_state
    CROSS JOIN record AS second ON second.record = merging.other
    WHERE merging.state = 'declined'
)
SELECT count(*) AS count
FROM duplicate
WHERE (((low_scope >= :from AND (:to IS NULL OR low_scope < :to))
       OR EXISTS (SELECT 1 FROM json_each(:taken) AS taken WHERE hex(low_scope) LIKE taken.value || '%'))
    OR ((high_scope >= :from AND (:to IS NULL OR high_scope < :to))
       OR EXISTS (SELECT 1 FROM json_each(:taken) AS taken WHERE hex(high_scope) LIKE taken.value || '%')))
  AND NOT EXISTS (SELECT 1 FROM declined WHERE declined.low = duplicate.low AND declined.high = duplicate.high)
