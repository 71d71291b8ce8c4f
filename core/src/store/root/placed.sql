SELECT seq, id FROM entry WHERE seq > :after AND :epoch IS NOT NULL ORDER BY seq LIMIT :limit
