SELECT entry.id AS entry, audit.at AS at, audit.act AS act, audit.post AS post, person.name AS name,
       audit.device AS device, audit.scope AS scope, :record AS target, audit.noun AS noun,
       audit.field AS field, audit.reason AS reason, audit.note AS note, entry.seq IS NOT NULL AS receipted,
       (SELECT nullif(day, '') FROM audit_look WHERE audit_look.lsn = audit.lsn AND audit_look.target = :record) AS day,
       (SELECT count(*) FROM audit_look WHERE audit_look.lsn = audit.lsn) AS records
FROM audit
JOIN entry ON entry.lsn = audit.lsn
LEFT JOIN post ON post.post = audit.post
LEFT JOIN person ON person.person = post.person
WHERE audit.lsn IN (
    SELECT lsn FROM audit WHERE target = :record
    UNION ALL
    SELECT lsn FROM audit_look WHERE target = :record
  )
  AND audit.scope >= :start AND audit.scope < :end
  AND (:person IS NULL OR audit.post = :person OR post.person = :person)
  AND (:act IS NULL OR audit.act = :act)
ORDER BY audit.at DESC, audit.lsn DESC
LIMIT :limit OFFSET :offset
