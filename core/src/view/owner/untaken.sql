-- What was sent on before :before and waits for somebody to take it on, and lies at or below :unit or was sent there.
SELECT case_file.record AS no, case_file.scope AS scope, case_file.moved_at AS moved_at, case_file.fallback_kind AS kind
FROM case_file INDEXED BY case_sent
WHERE case_file.fallback_kind IS NOT NULL AND case_file.moved_at <= :before
  AND (substr(case_file.scope, 1, length(:unit)) = :unit OR case_file.responsible_scope = :unit OR case_file.responsible_post = :post)
