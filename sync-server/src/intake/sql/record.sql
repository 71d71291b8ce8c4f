SELECT record.kind, record.scope, record.founder, erasure.erased_at IS NOT NULL AS erased,
       coalesce(erasure.buried, 0) AS buried
FROM record LEFT JOIN erasure ON erasure.record = record.record
WHERE record.record = :record;
