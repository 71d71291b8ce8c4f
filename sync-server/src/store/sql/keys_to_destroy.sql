SELECT record_key.key FROM erasure JOIN record_key ON record_key.record = erasure.record
WHERE erasure.erased_at IS NOT NULL AND erasure.key_gone <= :also_gone
ORDER BY record_key.key;
