SELECT seq, shelf, author, answers, id FROM entry
WHERE record = :record AND record <> x'' AND erased = 0 AND key > 0
ORDER BY seq;
