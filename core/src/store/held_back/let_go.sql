DELETE FROM held_back WHERE lsn IN (SELECT entry.lsn FROM entry WHERE entry.record = :record)
