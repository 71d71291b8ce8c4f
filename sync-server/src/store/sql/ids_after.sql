SELECT seq, id FROM entry WHERE seq > :after ORDER BY seq LIMIT :limit;
