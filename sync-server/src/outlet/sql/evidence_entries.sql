SELECT seq, shelf, chain, dseq, author, answers, bytes FROM entry
WHERE record = :record AND record <> x''
ORDER BY seq;
