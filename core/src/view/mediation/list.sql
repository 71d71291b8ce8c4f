SELECT record.record AS record, mediation."case" AS case_record, mediation.dispute AS dispute,
       mediation.parties AS parties, mediation.state AS state, mediation.mode AS mode, mediation.scope AS scope,
       mediation.opened_at AS opened_at, mediation.due_at AS due_at, mediation.next AS next_step,
       mediation.missing AS missing, mediation.provisional AS provisional
FROM mediation
JOIN record ON record.no = mediation.record
WHERE (?1 IS NULL OR mediation.state = ?1)
  AND (?2 IS NULL OR mediation.mode = ?2)
  AND (?3 IS NULL OR mediation."case" = ?3)
  AND (?4 IS NULL OR EXISTS (SELECT 1 FROM mediator
                             WHERE mediator.record = mediation.record AND instr(?4, hex(mediator.post)) > 0))
ORDER BY mediation.opened_at DESC, mediation.record DESC
LIMIT ?5 OFFSET ?6
