SELECT audit_look.target AS target, record.kind AS kind, audit_look.day AS day
FROM entry
JOIN audit ON audit.lsn = entry.lsn
JOIN audit_look ON audit_look.lsn = audit.lsn
LEFT JOIN record ON record.record = audit_look.target
WHERE entry.id = :entry
  AND audit.scope >= :start AND audit.scope < :end
ORDER BY audit_look.target
LIMIT :limit OFFSET :offset
