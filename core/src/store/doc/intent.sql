SELECT edits FROM intent WHERE lsn = ?1
