SELECT rowid AS row, record FROM quarantine WHERE key = 0 ORDER BY entry LIMIT :limit;
