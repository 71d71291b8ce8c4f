SELECT post FROM roster_slot WHERE from_at <= ?1 AND to_at > ?1 AND waiting = 0
UNION
SELECT partner FROM roster_slot WHERE from_at <= ?1 AND to_at > ?1 AND waiting = 0 AND partner IS NOT NULL
