WHERE (duplicate.low = ?3 OR duplicate.high = ?3) AND coalesce(state, '') <> 'declined'
ORDER BY duplicate.low, duplicate.high
LIMIT ?1 OFFSET ?2
