SELECT case_id, scope, class, seq, day FROM closed_case WHERE day >= ?1 AND day <= ?2 ORDER BY seq
