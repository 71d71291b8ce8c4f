SELECT from_at, to_at FROM roster_slot
WHERE day = :day AND sheet = 'shift' AND post = :post AND waiting = 0
ORDER BY from_at
