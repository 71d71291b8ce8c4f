SELECT record.record AS record, case_file.class AS class, case_file.title AS title, case_file.state AS state,
       case_file.responsible_kind AS responsible_kind, person.name AS responsible_name,
       case_file.scope AS scope, case_file.reported_at AS reported_at,
       case_file.provisional AS provisional, case_file.superseded AS superseded
FROM case_file
JOIN record ON record.no = case_file.record
LEFT JOIN post ON post.post = case_file.responsible_post
LEFT JOIN person ON person.person = post.person
WHERE ?1 IS NULL OR case_file.state = ?1
ORDER BY case_file.reported_at DESC, case_file.record DESC
LIMIT ?2 OFFSET ?3
