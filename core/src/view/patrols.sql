SELECT record.record AS record, patrol.kind AS kind, person.name AS by_name, patrol.state AS state,
       patrol.scope AS scope, patrol.started_at AS started_at, patrol.ended_at AS ended_at,
       patrol.duration_s AS duration_s, patrol.distance_m AS distance_m, patrol.points AS points,
       patrol.findings AS findings, patrol.start_confirmed AS start_confirmed,
       patrol.end_confirmed AS end_confirmed, patrol.provisional AS provisional
FROM patrol
JOIN record ON record.no = patrol.record
LEFT JOIN post ON post.post = patrol.post
LEFT JOIN person ON person.person = post.person
ORDER BY patrol.started_at DESC, patrol.record DESC
LIMIT ?1 OFFSET ?2
