CREATE TABLE custody (
  -- 代管: entries kept safe that do not count: not shown to be written while their post held, or from a lost phone. Deleted only by the erasure of
  -- its record.
  no INTEGER NOT NULL PRIMARY KEY,
  entry BLOB NOT NULL UNIQUE,
  decision_record BLOB NOT NULL UNIQUE, -- RecordId under which its decision lives
  kind TEXT NOT NULL,
  record BLOB NOT NULL,                 -- RecordId it is about
  scope BLOB NOT NULL,
  device INTEGER NOT NULL,
  person INTEGER NOT NULL,
  reason TEXT NOT NULL,
  received_at INTEGER NOT NULL,
  decision INTEGER NOT NULL DEFAULT 0,  -- 0 waits, 1 released, 2 refused
  decision_seq INTEGER,                 -- the decision's place in the log
  bytes BLOB NOT NULL
) STRICT;
CREATE INDEX custody_waiting ON custody (no) WHERE decision = 0;
CREATE INDEX custody_record ON custody (record);
CREATE INDEX custody_device ON custody (device, decision);
