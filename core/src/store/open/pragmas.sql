PRAGMA journal_mode = WAL;
PRAGMA temp_store = MEMORY;
PRAGMA cache_size = -16000;
PRAGMA trusted_schema = OFF;
PRAGMA foreign_keys = OFF;
PRAGMA wal_autocheckpoint = 1000;
