SELECT entry.id AS id
FROM held_back JOIN entry ON entry.lsn = held_back.lsn
WHERE held_back.since < :since AND entry.seq IS NULL
ORDER BY held_back.lsn
