SELECT seq FROM entry WHERE shelf = :shelf AND seq > :after AND chain <> :skip ORDER BY seq LIMIT :limit;
