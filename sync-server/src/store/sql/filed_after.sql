SELECT seq, author, answers, bytes FROM entry WHERE seq > :after AND erased = 0 ORDER BY seq LIMIT :limit;
