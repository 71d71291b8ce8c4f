SELECT record.record AS record FROM clue JOIN record ON record.no = clue.record
WHERE clue.code_hash IS NOT NULL AND clue.code_hash = ?1
