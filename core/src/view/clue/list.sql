SELECT record.record AS record, clue.kind AS kind, clue.state AS state, clue.scope AS scope,
       clue.reported_at AS reported_at, person.name AS with_name, clue.provisional AS provisional,
       (SELECT what FROM clue_due WHERE clue_due.record = clue.record ORDER BY due_at, what LIMIT 1) AS due,
       (SELECT min(due_at) FROM clue_due WHERE clue_due.record = clue.record) AS due_at
FROM clue
JOIN record ON record.no = clue.record
LEFT JOIN post ON post.post = clue.with_post
LEFT JOIN person ON person.person = post.person
WHERE (clue.scope >= ?1 AND (?2 IS NULL OR clue.scope < ?2))
   OR clue.record IN (SELECT sharing.record FROM sharing WHERE sharing.unit = ?5 AND sharing.receipted = 1)
   OR EXISTS (SELECT 1 FROM json_each(?6) AS taken WHERE hex(clue.scope) LIKE taken.value || '%')
ORDER BY clue.reported_at DESC, clue.record DESC
LIMIT ?3 OFFSET ?4
