SELECT seq, shelf, author, answers, bytes FROM entry
WHERE record = :record AND record <> x'' AND seq < :grant
ORDER BY seq;
