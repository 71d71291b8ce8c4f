SELECT case_file.record AS no, case_file.scope AS scope, case_file.moved_at AS moved_at, case_file.responsible_kind AS kind,
       case_file.responsible_scope AS unit
FROM case_file INDEXED BY case_urgent
WHERE case_file.open = 1 AND case_file.urgent = 1 AND case_file.state IN ('reported', 'dispatched', 'returned')
