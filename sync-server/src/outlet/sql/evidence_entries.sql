SELECT seq, shelf, chain, dseq, author, answers, received_at, CASE WHEN seq > :after THEN unsealed(key, id, bytes) END AS bytes FROM entry
WHERE record = :record AND record <> x'' AND erased = 0
ORDER BY seq;
