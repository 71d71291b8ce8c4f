SELECT custody.no AS no, custody.kind AS kind, custody.record AS record, custody.scope AS scope, custody.person AS person_no,
       person.person AS person, person.name AS name, custody.reason AS reason, custody.received_at AS received_at,
       unsealed(custody.key, custody.entry, custody.bytes) AS bytes
FROM custody JOIN person ON person.no = custody.person
WHERE custody.decision = 0 AND custody.no > :after
  AND NOT EXISTS (SELECT 1 FROM entry WHERE entry.id = custody.entry)
ORDER BY custody.no;
