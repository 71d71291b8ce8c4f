SELECT record.record AS record, record.kind AS kind, record.scope AS scope,
       tombstone.state AS state, tombstone.held AS held, tombstone.changed_at AS changed_at
FROM tombstone JOIN record ON record.no = tombstone.record
ORDER BY tombstone.changed_at DESC, tombstone.record
LIMIT ?1 OFFSET ?2
