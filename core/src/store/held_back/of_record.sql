SELECT entry.id AS id
FROM entry JOIN held_back ON held_back.lsn = entry.lsn
WHERE entry.record = :record AND entry.seq IS NULL
ORDER BY entry.lsn
