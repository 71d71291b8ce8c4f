SELECT record.record AS record, record.kind AS kind, record.scope AS scope, tombstone.changed_at AS changed_at
FROM tombstone JOIN record ON record.no = tombstone.record
WHERE tombstone.held = 1
ORDER BY tombstone.changed_at DESC, tombstone.record
LIMIT ?1 OFFSET ?2
