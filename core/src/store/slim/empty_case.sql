UPDATE entry SET bytes = NULL
WHERE record = ?1 AND class = 1 AND kind IN ('case', 'reply') AND state = 0 AND seq IS NOT NULL AND counted = 1
  AND bytes IS NOT NULL
