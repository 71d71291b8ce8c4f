SELECT seq, shelf, chain, author, answers, record, bytes FROM entry WHERE seq > :after ORDER BY seq LIMIT :limit;
