WHERE (duplicate.low = ?3 OR duplicate.high = ?3)
  AND NOT EXISTS (SELECT 1 FROM merging WHERE merging.state = 'declined'
              AND ((merging.kept = duplicate.low AND merging.other = two.record)
                   OR (merging.kept = duplicate.high AND merging.other = one.record)))
ORDER BY duplicate.low, duplicate.high
LIMIT ?1 OFFSET ?2
