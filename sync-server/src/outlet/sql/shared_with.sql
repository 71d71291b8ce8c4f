SELECT share.record, share.seq, record.kind, record.scope
FROM share JOIN record ON record.record = share.record
WHERE share.unit = :unit;
