SELECT no FROM key WHERE gone = 1 ORDER BY no;
