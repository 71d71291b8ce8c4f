CREATE TABLE setting (
    -- One value a key: who this phone is, how far it has read, its clock. Keys are listed in setting.rs.
    key   TEXT NOT NULL PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE record (
    -- Every record this phone knows of, with the short number the other tables use.
    no     INTEGER NOT NULL PRIMARY KEY,
    record BLOB    NOT NULL UNIQUE,      -- RecordId, 16 bytes
    kind   TEXT    NOT NULL,             -- RecordKind of the founding entry
    scope  BLOB    NOT NULL              -- OrgPath bytes
) STRICT;

CREATE TABLE entry (
    -- The log. Local and pulled entries alike, in the order this phone applied them.
    lsn     INTEGER NOT NULL PRIMARY KEY,
    id      BLOB    NOT NULL UNIQUE,     -- EntryId, 32 bytes
    record  INTEGER NOT NULL,            -- record.no
    class   INTEGER NOT NULL,            -- 0 doc, 1 event, 2 reg
    kind    TEXT    NOT NULL,            -- RecordKind
    own     INTEGER NOT NULL,            -- 1: written by this phone
    seq     INTEGER,                     -- place in the relay's feed; NULL until the relay has said so
    counted INTEGER NOT NULL,            -- 1: part of the scope digest
    state   INTEGER NOT NULL,            -- 0 applied, 1 quarantined here, 2 refused by the relay, 3 void (reissued)
    bytes   BLOB                         -- the sealed entry; NULL for a merged document change of another phone
) STRICT;

CREATE INDEX entry_by_record ON entry (record);

CREATE INDEX entry_unsent ON entry (record) WHERE own = 1 AND seq IS NULL;

CREATE TABLE intent (
    -- What the worker meant by an unsent document change, so that it can be made again under another actor.
    lsn   INTEGER NOT NULL PRIMARY KEY,  -- entry.lsn
    edits BLOB    NOT NULL               -- CBOR list of FieldEdit
) STRICT;

CREATE TABLE link (
    -- This phone's hash chains.
    chain BLOB    NOT NULL,              -- ChainId
    dseq  INTEGER NOT NULL,
    entry BLOB    NOT NULL,              -- EntryId
    head  BLOB    NOT NULL,              -- chain head after this link, 32 bytes
    PRIMARY KEY (chain, dseq)
) STRICT, WITHOUT ROWID;

CREATE INDEX link_by_entry ON link (entry);

CREATE TABLE receipt (
    -- The relay's signed word for each batch it took. Kept for ever.
    chain       BLOB    NOT NULL,
    first       INTEGER NOT NULL,        -- dseq of the first entry of the batch
    count       INTEGER NOT NULL,
    received_at INTEGER NOT NULL,        -- relay clock, ms
    body        BLOB    NOT NULL,
    signature   BLOB    NOT NULL,
    PRIMARY KEY (chain, first, count)
) STRICT, WITHOUT ROWID;

CREATE TABLE quarantine (
    -- Entries kept aside with a reason: by this phone (side 0) or refused by the relay (side 1). Never deleted.
    lsn    INTEGER NOT NULL PRIMARY KEY, -- entry.lsn
    side   INTEGER NOT NULL,
    code   TEXT    NOT NULL,
    detail TEXT    NOT NULL,
    at     INTEGER NOT NULL              -- phone clock, ms
) STRICT;

CREATE TABLE doc (
    -- One automerge document a record, as saved by our own merge.
    record INTEGER NOT NULL PRIMARY KEY, -- record.no
    blob   BLOB    NOT NULL
) STRICT;

CREATE TABLE track_fix (
    -- Journal of a running patrol: fixes not yet sealed into a segment.
    record     INTEGER NOT NULL,         -- record.no of the patrol
    at         INTEGER NOT NULL,         -- ms since 1970
    lat_e6     INTEGER NOT NULL,
    lon_e6     INTEGER NOT NULL,
    accuracy_m INTEGER NOT NULL,
    PRIMARY KEY (record, at)
) STRICT, WITHOUT ROWID;

CREATE TABLE resident (
    -- 实有人口, the columns lists and search need; the rest is in the document.
    record       INTEGER NOT NULL PRIMARY KEY,
    name         TEXT    NOT NULL,
    pinyin       TEXT    NOT NULL,       -- full reading, lower case
    initials     TEXT    NOT NULL,
    phone        TEXT    NOT NULL,
    address      TEXT    NOT NULL,
    id_masked    TEXT    NOT NULL,
    scope        BLOB    NOT NULL,
    needs_review INTEGER NOT NULL        -- 1: an identity field has two values
) STRICT;

CREATE INDEX resident_by_pinyin ON resident (pinyin);

CREATE INDEX resident_by_initials ON resident (initials);

CREATE INDEX resident_by_place ON resident (scope, name);

CREATE VIRTUAL TABLE resident_text USING fts5 (
    name, address, phone,
    content = '', contentless_delete = 1, tokenize = 'unicode61'
);

CREATE VIRTUAL TABLE place USING rtree_i32 (record, lat_from, lat_to, lon_from, lon_to);

CREATE TABLE case_file (
    -- The fold of each case, made again whenever an act of it arrives.
    record           INTEGER NOT NULL PRIMARY KEY,
    class            TEXT    NOT NULL,
    title            TEXT    NOT NULL,
    state            TEXT    NOT NULL,
    responsible_post BLOB,               -- PostId; NULL: any post of the kind at the scope
    responsible_kind TEXT    NOT NULL,
    scope            BLOB    NOT NULL,
    reported_at      INTEGER NOT NULL,   -- phone clock of the reporter, ms
    provisional      INTEGER NOT NULL,   -- 1: rests on an act the relay has not receipted
    superseded       INTEGER NOT NULL    -- acts that came too late
) STRICT;

CREATE INDEX case_by_state ON case_file (state, reported_at);

CREATE INDEX case_by_place ON case_file (scope, reported_at);

CREATE TABLE reply (
    -- 回音: what the reporter is told, oldest first.
    record INTEGER NOT NULL,             -- record.no of the case
    nth    INTEGER NOT NULL,
    state  TEXT    NOT NULL,
    words  TEXT    NOT NULL,
    at     INTEGER NOT NULL,             -- phone clock of who answered, ms
    PRIMARY KEY (record, nth)
) STRICT, WITHOUT ROWID;

CREATE TABLE patrol (
    record      INTEGER NOT NULL PRIMARY KEY,
    post        BLOB    NOT NULL,        -- PostId that started it
    state       TEXT    NOT NULL,
    scope       BLOB    NOT NULL,
    started_at  INTEGER NOT NULL,
    ended_at    INTEGER,
    duration_s  INTEGER NOT NULL,
    distance_m  INTEGER NOT NULL,
    points      INTEGER NOT NULL,
    findings    INTEGER NOT NULL,
    provisional INTEGER NOT NULL
) STRICT;

CREATE INDEX patrol_by_start ON patrol (started_at);

CREATE TABLE unit (
    -- Directory rows, as the centre sent them. They may arrive in any order.
    unit INTEGER NOT NULL PRIMARY KEY,
    name TEXT    NOT NULL,
    code TEXT    NOT NULL,
    kind TEXT    NOT NULL,
    path BLOB    NOT NULL
) STRICT;

CREATE TABLE person (
    person BLOB NOT NULL PRIMARY KEY,
    name   TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE post (
    post   BLOB    NOT NULL PRIMARY KEY,
    person BLOB    NOT NULL,
    kind   TEXT    NOT NULL,
    unit   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
