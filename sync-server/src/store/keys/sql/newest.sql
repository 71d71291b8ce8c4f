SELECT no, wrapped FROM key WHERE gone = 0 ORDER BY no DESC LIMIT 1;
