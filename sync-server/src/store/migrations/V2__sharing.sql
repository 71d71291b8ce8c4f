-- Which record an entry is about, for reading one record whole; empty for directory rows. Filled in by refiling.
ALTER TABLE entry ADD COLUMN record BLOB NOT NULL DEFAULT x'';
CREATE INDEX entry_record ON entry (record, seq) WHERE record <> x'';

-- Shelves are made anew from the log (src/store/refile.rs): what is meant for those below has shelves of its own.
DROP TABLE own_shelf;
DROP TABLE shelf;

CREATE TABLE shelf (
  -- Entries that every reach rule but "own" and "shared" treats alike: a reach is a set of shelves, its digest a sum over them.
  shelf INTEGER NOT NULL PRIMARY KEY,
  scope BLOB NOT NULL,             -- OrgPath bytes: a subtree is a prefix range
  restricted INTEGER NOT NULL,     -- 1: records that only police posts read
  audience INTEGER NOT NULL,       -- besides those above: 0 nobody, 1 staff at or below, 2 everybody at or below
  digest BLOB NOT NULL,            -- ScopeDigest of every entry on it, 40 bytes
  UNIQUE (scope, restricted, audience)
) STRICT;

CREATE TABLE own_shelf (
  -- The part of a shelf that is one person's own: written by them, or a reply to a record they founded.
  person INTEGER NOT NULL,
  shelf INTEGER NOT NULL,
  digest BLOB NOT NULL,
  PRIMARY KEY (person, shelf)
) STRICT, WITHOUT ROWID;

CREATE TABLE share (
  -- Records opened to one more unit, whose posts read all of their entries.
  unit INTEGER NOT NULL,           -- number of the unit, as the centre gave it out
  record BLOB NOT NULL,
  seq INTEGER NOT NULL,            -- of the first grant: what came before it is read when a reader passes it
  PRIMARY KEY (unit, record)
) STRICT, WITHOUT ROWID;
CREATE INDEX share_seq ON share (unit, seq);
