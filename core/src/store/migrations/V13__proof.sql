CREATE TABLE opening (
    -- Details that were looked at and whose founder is to hear of it with the next sync.
    record    BLOB    NOT NULL,          -- RecordId
    post      BLOB    NOT NULL,          -- PostId that looked
    opened_at INTEGER NOT NULL,          -- phone clock, ms
    PRIMARY KEY (record, post)
) STRICT, WITHOUT ROWID;

CREATE TABLE root (
    -- Roots of the relay's history, each proven to continue the one before it in its epoch. Kept for ever.
    epoch     INTEGER NOT NULL,
    size      INTEGER NOT NULL,          -- entries under it, and the newest seq
    body      BLOB    NOT NULL,
    signature BLOB    NOT NULL,
    proof     BLOB    NOT NULL,          -- hashes that lead from the root before; empty for the first
    PRIMARY KEY (epoch, size)
) STRICT, WITHOUT ROWID;

CREATE TABLE inclusion (
    -- Proofs that entries stand under a root.
    no     INTEGER NOT NULL PRIMARY KEY,
    epoch  INTEGER NOT NULL,
    size   INTEGER NOT NULL,             -- root.size
    leaves BLOB    NOT NULL,             -- CBOR list of (seq, EntryId)
    proof  BLOB    NOT NULL              -- hashes
) STRICT;

CREATE TABLE included (
    -- Own entries, and those that say an own record was opened, with the newest proof of each.
    entry     BLOB    NOT NULL PRIMARY KEY, -- EntryId
    epoch     INTEGER NOT NULL,
    inclusion INTEGER NOT NULL              -- inclusion.no
) STRICT, WITHOUT ROWID;

CREATE TABLE alarm (
    -- What does not fit in the relay's history, and its new beginnings. Never deleted.
    no        INTEGER NOT NULL PRIMARY KEY,
    kind      TEXT    NOT NULL,          -- rollback, fork, missing; new_epoch is no alarm
    epoch     INTEGER NOT NULL,
    seq_from  INTEGER NOT NULL,          -- places in the feed it is about
    seq_to    INTEGER NOT NULL,
    entries   TEXT    NOT NULL,          -- JSON list of the own entries that are concerned
    proof     TEXT    NOT NULL,          -- JSON list of the signed roots that show it, as text
    raised_at INTEGER NOT NULL,          -- phone clock, ms
    UNIQUE (kind, epoch, seq_from, seq_to)
) STRICT;

CREATE INDEX entry_opened ON entry (record) WHERE kind = 'opened';
CREATE INDEX entry_own_placed ON entry (seq) WHERE own = 1;
