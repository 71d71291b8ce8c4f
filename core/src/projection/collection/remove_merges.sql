DELETE FROM merging WHERE kept = ?1
