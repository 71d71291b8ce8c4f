SELECT other FROM merging WHERE kept = ?1
