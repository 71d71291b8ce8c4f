SELECT DISTINCT author FROM entry WHERE record = :record AND record <> x'' AND author <> 0;
