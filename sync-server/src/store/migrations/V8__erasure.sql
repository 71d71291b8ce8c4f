-- 1: the bytes are destroyed. Id, seq and chain stay, so that chains, receipts and proofs go on adding up; no digest counts it.
ALTER TABLE entry ADD COLUMN erased INTEGER NOT NULL DEFAULT 0;

CREATE TABLE erasure (
  -- Where the erasure of a record stands.
  record BLOB NOT NULL PRIMARY KEY,
  ask BLOB,                        -- entry id of the asking that waits for an answer
  asked_by INTEGER NOT NULL,       -- person.no; 0: nobody asks
  held INTEGER NOT NULL,           -- 1: a hold forbids it
  erased_at INTEGER                -- relay clock, ms; NULL: it is there
) STRICT, WITHOUT ROWID;
