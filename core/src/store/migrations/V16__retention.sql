CREATE TABLE slim (
    -- 精简: records of which only a part is kept here, their time being over. Their entries stay with id, place and receipts.
    record     INTEGER NOT NULL PRIMARY KEY, -- record.no
    rule       TEXT    NOT NULL,             -- of retention_rules
    slimmed_at INTEGER NOT NULL,             -- ms since 1970
    back_at    INTEGER,                      -- when it was brought back; NULL: it is not here
    looked_to  INTEGER NOT NULL,             -- entry.lsn up to which its entries were looked at
    kept       BLOB    NOT NULL              -- what is kept of it, CBOR
) STRICT;

CREATE TABLE slim_stamp (
    -- When an entry was captured that says nothing here any more, for its receipt.
    lsn   INTEGER NOT NULL PRIMARY KEY,      -- entry.lsn
    stamp BLOB    NOT NULL                   -- Stamp, CBOR
) STRICT;
