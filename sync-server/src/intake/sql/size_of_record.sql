-- A sealed entry is 40 bytes longer than what travels.
SELECT count(*) AS entries, coalesce(sum(length(bytes) - iif(key > 0, 40, 0)), 0) AS bytes FROM entry
WHERE record = :record AND record <> x'' AND erased = 0;
