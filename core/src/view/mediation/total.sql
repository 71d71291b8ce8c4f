SELECT count(*) AS total
FROM mediation
WHERE (?1 IS NULL OR mediation.state = ?1)
  AND (?2 IS NULL OR mediation.mode = ?2)
  AND (?3 IS NULL OR mediation."case" = ?3)
  AND (?4 IS NULL OR EXISTS (SELECT 1 FROM mediator
                             WHERE mediator.record = mediation.record AND instr(?4, hex(mediator.post)) > 0))
