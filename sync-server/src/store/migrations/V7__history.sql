CREATE TABLE history_tile (
  -- The Merkle tree over the log, 64 hashes a row: of entries on level 0, of whole rows of the level below on the others.
  -- The row of level l and index i is l * 2^48 + i. Nothing in it is ever changed or taken out.
  tile INTEGER NOT NULL PRIMARY KEY,
  hashes BLOB NOT NULL             -- 32 bytes each
) STRICT;

CREATE TABLE batch (
  -- What a device signed, so that who wrote an entry can be proven later: the ids are in link.
  chain INTEGER NOT NULL,
  first INTEGER NOT NULL,          -- dseq of the first entry
  count INTEGER NOT NULL,
  signature BLOB NOT NULL,
  PRIMARY KEY (chain, first, count)
) STRICT, WITHOUT ROWID;

-- Place in the chain it came in by; 0 for the relay's own and for what came before batches were kept.
ALTER TABLE entry ADD COLUMN dseq INTEGER NOT NULL DEFAULT 0;
