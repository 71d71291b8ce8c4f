SELECT id, seq FROM entry WHERE record = ?1 AND own = 1 AND kind <> 'opened' AND state <> 3 ORDER BY lsn
