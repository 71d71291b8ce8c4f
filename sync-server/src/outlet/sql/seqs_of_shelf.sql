SELECT seq FROM entry WHERE shelf = :shelf AND seq > :after AND chain <> :skip AND erased = 0 ORDER BY seq LIMIT :limit;
