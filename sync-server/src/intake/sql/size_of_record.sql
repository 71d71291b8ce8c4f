SELECT count(*) AS entries, coalesce(sum(length(bytes)), 0) AS bytes FROM entry
WHERE record = :record AND record <> x'' AND erased = 0;
