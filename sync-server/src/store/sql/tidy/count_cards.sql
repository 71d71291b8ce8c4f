SELECT count(*) AS found FROM card WHERE valid_until < :before;
