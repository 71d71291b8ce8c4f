SELECT id, seq FROM entry WHERE record = ?1 AND counted = 1 AND kind <> 'tombstone'
