SELECT seq, shelf, chain, author, answers, record, bytes FROM entry WHERE seq > :after AND erased = 0 ORDER BY seq LIMIT :limit;
