SELECT seq, shelf, chain, dseq, author, answers, record FROM entry
WHERE seq > :after AND seq <= :until AND chain <> 0 AND erased = 0
ORDER BY seq
LIMIT :limit;
