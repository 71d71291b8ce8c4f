SELECT seq, shelf, chain, author, answers, record FROM entry WHERE seq > :after AND erased = 0 ORDER BY seq LIMIT :limit;
