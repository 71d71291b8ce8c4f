CREATE TABLE key (
  -- The keys of records. A row is never taken out: which keys are gone must be told from which were never made.
  no INTEGER NOT NULL PRIMARY KEY,
  wrapped BLOB NOT NULL,           -- nonce and sealed key; zeros of the same length once it is destroyed
  gone INTEGER NOT NULL DEFAULT 0  -- 1: destroyed
) STRICT;
PRAGMA user_version = 1;
