DELETE FROM roster_slot WHERE record = ?1
