SELECT rowid AS row, record FROM doc WHERE key = 0 ORDER BY record LIMIT :limit;
