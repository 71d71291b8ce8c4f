SELECT seq, shelf, author, answers, id FROM entry WHERE record = :record AND record <> x'' ORDER BY seq;
