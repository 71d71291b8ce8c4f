SELECT seq FROM entry
WHERE record = :record AND record <> x'' AND seq > :after AND chain <> :skip
ORDER BY seq
LIMIT :limit;
