SELECT entry.lsn AS lsn, entry.id AS id, entry.class AS class, entry.kind AS kind, entry.own AS own, entry.seq AS seq, entry.state AS state,
       entry.bytes AS bytes, entry.received_at AS received_at, record.record AS record, record.scope AS scope, slim_stamp.lsn IS NOT NULL AS slimmed,
       quarantine.lsn IS NOT NULL AS aside
FROM entry
LEFT JOIN record ON record.no = entry.record
LEFT JOIN slim_stamp ON slim_stamp.lsn = entry.lsn
LEFT JOIN quarantine ON quarantine.lsn = entry.lsn
WHERE entry.lsn > :after
ORDER BY entry.lsn
LIMIT :limit
