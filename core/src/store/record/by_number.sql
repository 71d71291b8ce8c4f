SELECT record, kind, scope, EXISTS (SELECT 1 FROM erased_record WHERE erased_record.record = record.no) AS erased
FROM record WHERE no = ?1
