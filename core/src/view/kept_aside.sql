SELECT entry.id AS id, record.record AS record, entry.kind AS kind,
       quarantine.side AS side, quarantine.code AS code, quarantine.detail AS detail, quarantine.at AS at
FROM quarantine
JOIN entry ON entry.lsn = quarantine.lsn
LEFT JOIN record ON record.no = entry.record
ORDER BY quarantine.lsn
LIMIT ?1 OFFSET ?2
