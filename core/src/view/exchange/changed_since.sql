-- Cases at or below a unit of which the relay has numbered something after a place: an act, a reply, a share, a wish to erase.
SELECT DISTINCT entry.record AS no
FROM entry
JOIN case_file ON case_file.record = entry.record
WHERE entry.seq > ?1 AND case_file.scope >= ?2 AND (?3 IS NULL OR case_file.scope < ?3)
ORDER BY no
