SELECT clue.record AS no FROM clue
JOIN record ON record.no = clue.record
WHERE CASE record.kind
      WHEN 'clue.team' THEN clue.scope IN (SELECT unhex(value) FROM json_each(:teams))
      ELSE EXISTS (SELECT 1 FROM entry WHERE entry.record = clue.record AND entry.own = 1)
           OR EXISTS (SELECT 1 FROM reply WHERE reply.record = clue.record)
      END
ORDER BY clue.reported_at DESC, clue.record DESC
