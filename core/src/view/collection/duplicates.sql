WHERE coalesce(state, '') <> 'declined'
ORDER BY duplicate.low, duplicate.high
LIMIT ?1 OFFSET ?2
