PRAGMA journal_mode = WAL;
PRAGMA temp_store = MEMORY;
PRAGMA cache_size = -16000;
PRAGMA trusted_schema = OFF;
PRAGMA secure_delete = ON;
PRAGMA foreign_keys = OFF;
-- 16 MB: a save writes some 20 pages, so at SQLite's 1,000 every fiftieth save would wait for a checkpoint.
PRAGMA wal_autocheckpoint = 4000;
-- What is deleted is overwritten, so that no free page of an open database holds it.
PRAGMA secure_delete = ON;
