SELECT seq, author, answers, bytes FROM entry WHERE seq > :after ORDER BY seq LIMIT :limit;
