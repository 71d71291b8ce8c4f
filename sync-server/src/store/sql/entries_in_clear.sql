SELECT seq, record, bytes FROM entry WHERE key = 0 ORDER BY seq LIMIT :limit;
