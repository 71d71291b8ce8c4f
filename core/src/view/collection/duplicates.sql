WHERE ((duplicate.low_scope >= ?3 AND (?4 IS NULL OR duplicate.low_scope < ?4))
       OR (duplicate.high_scope >= ?3 AND (?4 IS NULL OR duplicate.high_scope < ?4))
       OR EXISTS (SELECT 1 FROM json_each(?5) AS taken
                  WHERE hex(duplicate.low_scope) LIKE taken.value || '%' OR hex(duplicate.high_scope) LIKE taken.value || '%'))
  AND NOT EXISTS (SELECT 1 FROM merging WHERE merging.state = 'declined'
              AND ((merging.kept = duplicate.low AND merging.other = two.record)
                   OR (merging.kept = duplicate.high AND merging.other = one.record)))
ORDER BY duplicate.low, duplicate.high
LIMIT ?1 OFFSET ?2
