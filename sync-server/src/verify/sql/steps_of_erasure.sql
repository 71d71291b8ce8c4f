SELECT id, author, bytes FROM entry
WHERE record = :record AND record <> x'' AND erased = 0 AND key = -1
ORDER BY seq;
