DELETE FROM place_text WHERE rowid = ?1
