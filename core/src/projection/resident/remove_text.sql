DELETE FROM resident_text WHERE rowid = ?1
