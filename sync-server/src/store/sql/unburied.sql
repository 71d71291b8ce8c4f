SELECT record_key.record FROM record_key
LEFT JOIN erasure ON erasure.record = record_key.record
WHERE record_key.key = :key AND erasure.erased_at IS NULL;
