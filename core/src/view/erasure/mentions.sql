SELECT record.record AS record, record.kind AS kind
FROM record
WHERE record.no <> ?1 AND (
  EXISTS (SELECT 1 FROM entry WHERE entry.record = record.no AND entry.bytes IS NOT NULL AND instr(entry.bytes, ?2) > 0)
  OR EXISTS (SELECT 1 FROM doc WHERE doc.record = record.no AND instr(doc.blob, ?2) > 0)
)
ORDER BY record.no
LIMIT ?3
