SELECT entry.id AS id
FROM entry JOIN quarantine ON quarantine.lsn = entry.lsn
WHERE entry.record = ?1 AND entry.own = 1 AND entry.state = 2 AND quarantine.code = 'BadDependency'
ORDER BY entry.lsn
