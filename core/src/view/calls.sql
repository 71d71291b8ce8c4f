SELECT record.record AS record, call_up.purpose AS purpose, call_up.title AS title, call_up.scope AS scope,
       call_up.from_at AS from_at, call_up.until_at AS until_at, call_up.quota AS quota, call_up.urgent AS urgent,
       call_up.stopped AS stopped, call_up.provisional AS provisional,
       (SELECT muster.state FROM muster
        WHERE muster.call = record.record AND hex(muster.post) IN (SELECT value FROM json_each(?1))
        ORDER BY muster.record LIMIT 1) AS my_answer
FROM call_up
JOIN record ON record.no = call_up.record
ORDER BY call_up.stopped = 1 OR call_up.until_at < ?2, call_up.published_at DESC, call_up.record DESC
LIMIT ?3 OFFSET ?4
