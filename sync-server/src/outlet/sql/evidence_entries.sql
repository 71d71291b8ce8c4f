SELECT seq, shelf, chain, dseq, author, answers, unsealed(key, id, bytes) AS bytes FROM entry
WHERE record = :record AND record <> x'' AND erased = 0
ORDER BY seq;
