SELECT seq FROM entry
WHERE record = :record AND record <> x'' AND seq > :after AND chain <> :skip AND erased = 0
ORDER BY seq
LIMIT :limit;
