SELECT post FROM roster_slot INDEXED BY roster_slot_by_end WHERE from_at <= ?1 AND to_at > ?1 AND waiting = 0
UNION
SELECT partner FROM roster_slot INDEXED BY roster_slot_by_end WHERE from_at <= ?1 AND to_at > ?1 AND waiting = 0 AND partner IS NOT NULL
