SELECT seq, shelf, chain, dseq, author, answers, received_at, unsealed(key, id, bytes) AS bytes FROM entry
WHERE record = :record AND record <> x'' AND erased = 0
ORDER BY seq;
