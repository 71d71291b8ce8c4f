SELECT record.record AS record, case_file.class AS class, case_file.title AS title, case_file.state AS state,
       deadline.scope AS scope,
       CASE WHEN deadline.what = 'callback' THEN 'callback_clerk' ELSE case_file.responsible_kind END AS responsible_kind,
       CASE WHEN deadline.what <> 'callback' THEN person.name END AS responsible_name,
       case_file.open = 1 AND (case_file.responsible_post IS NULL
                               OR COALESCE(post.to_day < ?11, 0) OR COALESCE(post.from_day > ?11, 0)) AS to_claim,
       deadline.what AS what, deadline.due_at AS due_at, deadline.paused AS paused, deadline.certain AS certain,
       deadline.extended AS extended, deadline.urge_from AS urge_from, deadline.supervise_from AS supervise_from,
       deadline.urged AS urged, deadline.supervised AS supervised, deadline.rule AS rule, deadline.version AS version
FROM deadline
JOIN case_file ON case_file.record = deadline.record
JOIN record ON record.no = deadline.record
LEFT JOIN post ON post.post = case_file.responsible_post
LEFT JOIN person ON person.person = post.person
WHERE (?1 IS NULL OR (deadline.paused = 0 AND deadline.due_at >= ?1))
  AND (?2 IS NULL OR (deadline.paused = 0 AND deadline.due_at <= ?2))
  AND ((deadline.scope >= ?3 AND (?4 IS NULL OR deadline.scope < ?4))
       OR EXISTS (SELECT 1 FROM json_each(?12) AS taken WHERE hex(deadline.scope) LIKE taken.value || '%'))
  AND (NOT ?5
       OR (deadline.what <> 'callback'
           AND deadline.record IN (SELECT value FROM json_each(?6) UNION ALL SELECT value FROM json_each(?9)))
       OR (deadline.what = 'callback'
           AND (deadline.scope = ?13
                OR EXISTS (SELECT 1 FROM json_each(?14) AS taken WHERE hex(deadline.scope) LIKE taken.value || '%'))))
  -- Making a step answers for it, so a step that is due stands for its reply too.
  AND CASE WHEN ?10 THEN substr(deadline.what, 1, 6) = 'reply_'
      ELSE NOT (substr(deadline.what, 1, 6) = 'reply_'
                AND EXISTS (SELECT 1 FROM deadline AS step
                            WHERE step.record = deadline.record AND step.what = substr(deadline.what, 7))) END
ORDER BY deadline.paused, deadline.due_at, deadline.record, deadline.what
LIMIT ?7 OFFSET ?8
