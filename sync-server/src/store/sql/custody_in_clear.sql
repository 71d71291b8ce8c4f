SELECT rowid AS row, record FROM custody WHERE key = 0 ORDER BY entry LIMIT :limit;
