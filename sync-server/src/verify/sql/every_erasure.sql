SELECT erasure.record AS record, erasure.buried AS buried, record_key.key AS key
FROM erasure LEFT JOIN record_key ON record_key.record = erasure.record
WHERE erasure.erased_at IS NOT NULL
ORDER BY erasure.record;
