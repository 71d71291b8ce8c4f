-- NOT keeps the search to this case's few deadlines: with `= 0` the index by time is walked until one of the case's comes.
SELECT record.record AS record, case_file.class AS class, case_file.kind AS kind, case_file.level AS level,
       case_file.urgent AS urgent, case_file.title AS title, case_file.state AS state,
       case_file.responsible_kind AS responsible_kind, case_file.responsible_scope AS responsible_scope,
       person.name AS responsible_name,
       case_file.open = 1 AND (case_file.responsible_post IS NULL
                               OR COALESCE(post.to_day < :day, 0) OR COALESCE(post.from_day > :day, 0)) AS to_claim,
       case_file.scope AS scope, case_file.reported_at AS reported_at,
       case_file.moved_at AS moved_at, case_file.duplicate_of AS duplicate_of, case_file.supervised AS supervised,
       case_file.provisional AS provisional, case_file.superseded AS superseded,
       (SELECT min(due_at) FROM deadline
        WHERE deadline.record = case_file.record AND NOT deadline.paused) AS due_at
FROM json_each(:page) AS page
JOIN case_file ON case_file.record = page.value
JOIN record ON record.no = case_file.record
LEFT JOIN post ON post.post = case_file.responsible_post
LEFT JOIN person ON person.person = post.person
ORDER BY page.key
