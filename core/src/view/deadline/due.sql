SELECT record.record AS record, case_file.class AS class, case_file.title AS title, case_file.state AS state,
       deadline.scope AS scope, case_file.responsible_kind AS responsible_kind, person.name AS responsible_name,
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
  AND (?3 IS NULL OR (deadline.scope >= ?3 AND (?4 IS NULL OR deadline.scope < ?4)))
  AND (NOT ?5 OR deadline.record IN (SELECT value FROM json_each(?6)))
ORDER BY deadline.paused, deadline.due_at, deadline.record, deadline.what
LIMIT ?7 OFFSET ?8
