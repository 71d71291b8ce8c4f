SELECT record.kind AS kind, record.record AS record FROM record
WHERE record.record < :before AND NOT EXISTS (
  SELECT 1 FROM erasure WHERE erasure.record = record.record AND (erasure.held = 1 OR erasure.erased_at IS NOT NULL)
)
ORDER BY record.kind, record.record;
