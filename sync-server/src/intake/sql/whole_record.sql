SELECT seq, shelf, author, answers, bytes FROM entry WHERE record = :record AND record <> x'' AND erased = 0 ORDER BY seq;
