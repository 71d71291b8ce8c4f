-- Each record numbered :after to :to is looked through once for all three.
SELECT record.no AS no, record.record AS record, record.kind AS kind, max(found.name) AS name, max(found.number) AS number,
       max(found.phone) AS phone
FROM (
    SELECT entry.record AS no, coalesce(instr(entry.bytes, :name), 0) > 0 AS name,
           coalesce(instr(entry.bytes, :number), 0) > 0 AS number, coalesce(instr(entry.bytes, :phone), 0) > 0 AS phone
    FROM entry INDEXED BY entry_by_record
    WHERE entry.record > :after AND entry.record <= :to AND entry.bytes IS NOT NULL
    UNION ALL
    SELECT doc.record, coalesce(instr(doc.blob, :name), 0) > 0, coalesce(instr(doc.blob, :number), 0) > 0,
           coalesce(instr(doc.blob, :phone), 0) > 0
    FROM doc
    WHERE doc.record > :after AND doc.record <= :to
) AS found
CROSS JOIN record ON record.no = found.no
WHERE (found.name OR found.number OR found.phone) AND found.no <> :self
GROUP BY record.no
ORDER BY record.no
LIMIT :limit
