SELECT doc.record AS no, record.record AS record, doc.blob AS blob,
       (SELECT count(*) FROM entry WHERE entry.record = doc.record AND entry.class = 0 AND entry.state = 0) AS changes
FROM doc
LEFT JOIN record ON record.no = doc.record
WHERE doc.record > :after
ORDER BY doc.record
LIMIT :limit
