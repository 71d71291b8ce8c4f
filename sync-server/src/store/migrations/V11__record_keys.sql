CREATE TABLE record_key (
  -- The key of a record: its number in keys.db. Under it lies all that says something of the record. No number is given twice.
  key INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
  record BLOB NOT NULL UNIQUE
) STRICT;

-- The key that seals the bytes. 0: an older relay wrote them and they are still to be sealed (src/store/older.rs). -1: they stay
-- in clear, as directory rows and what erases a record do.
ALTER TABLE entry ADD COLUMN key INTEGER NOT NULL DEFAULT 0;
ALTER TABLE doc ADD COLUMN key INTEGER NOT NULL DEFAULT 0;
ALTER TABLE custody ADD COLUMN key INTEGER NOT NULL DEFAULT 0;
ALTER TABLE quarantine ADD COLUMN key INTEGER NOT NULL DEFAULT 0;
UPDATE entry SET key = -1 WHERE erased = 1;
CREATE INDEX entry_in_clear ON entry (seq) WHERE key = 0;
CREATE INDEX doc_in_clear ON doc (record) WHERE key = 0;
CREATE INDEX custody_in_clear ON custody (entry) WHERE key = 0;
CREATE INDEX quarantine_in_clear ON quarantine (entry) WHERE key = 0;

-- 1: its key is destroyed.
ALTER TABLE erasure ADD COLUMN key_gone INTEGER NOT NULL DEFAULT 0;
-- 1: erased because keys.db, which is newer than this database, has no key of it any more; the approval may still come.
ALTER TABLE erasure ADD COLUMN buried INTEGER NOT NULL DEFAULT 0;

CREATE TABLE chore (
  -- What the next start has to finish.
  chore TEXT NOT NULL PRIMARY KEY
) STRICT;
INSERT INTO chore (chore) SELECT 'vacuum' WHERE EXISTS (SELECT 1 FROM entry);
