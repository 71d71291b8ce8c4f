SELECT seq, author, answers, unsealed(key, id, bytes) AS bytes FROM entry WHERE seq > :after AND erased = 0 ORDER BY seq LIMIT :limit;
