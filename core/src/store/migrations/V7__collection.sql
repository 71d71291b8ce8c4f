CREATE TABLE resident_link (
    -- What ties a resident to a home and to other records of the same person.
    record    INTEGER NOT NULL PRIMARY KEY, -- record.no
    name      TEXT    NOT NULL,
    birth     TEXT    NOT NULL,             -- 2026-01-31; empty when not known
    dwelling  BLOB,                         -- RecordId; the dwelling may not be on this phone
    household BLOB,                         -- RecordId
    relation  TEXT    NOT NULL,             -- GB/T 4761
    number    BLOB                          -- keyed hash of the identity document, 16 bytes
) STRICT;
CREATE INDEX resident_link_by_number ON resident_link (number) WHERE number IS NOT NULL;
CREATE INDEX resident_link_by_birth ON resident_link (birth, name) WHERE birth <> '';
CREATE INDEX resident_link_by_dwelling ON resident_link (dwelling) WHERE dwelling IS NOT NULL;
CREATE INDEX resident_link_by_household ON resident_link (household) WHERE household IS NOT NULL;

CREATE TABLE number_correction (
    -- What a citizen number that cannot be right may have been meant to be.
    number BLOB    NOT NULL,                -- keyed hash
    record INTEGER NOT NULL,                -- record.no of the resident with the faulty number
    PRIMARY KEY (number, record)
) STRICT, WITHOUT ROWID;
CREATE INDEX number_correction_by_record ON number_correction (record);

CREATE TABLE duplicate (
    -- Likely duplicates: two residents and the facts they share.
    low        INTEGER NOT NULL,            -- record.no, the smaller one
    high       INTEGER NOT NULL,
    likenesses TEXT    NOT NULL,            -- words with commas, strongest first
    PRIMARY KEY (low, high)
) STRICT, WITHOUT ROWID;
CREATE INDEX duplicate_by_high ON duplicate (high);

CREATE TABLE merging (
    -- 归并: where each merge stands.
    kept  INTEGER NOT NULL,                 -- record.no
    other BLOB    NOT NULL,                 -- RecordId; the other record may come later
    state TEXT    NOT NULL,                 -- proposed, confirmed, declined, undone
    PRIMARY KEY (kept, other)
) STRICT, WITHOUT ROWID;
CREATE INDEX merging_by_other ON merging (other);
CREATE INDEX merging_by_state ON merging (state);

CREATE TABLE building (
    record  INTEGER NOT NULL PRIMARY KEY,   -- record.no
    address TEXT    NOT NULL,
    leader  TEXT    NOT NULL,               -- 楼栋长
    scope   BLOB    NOT NULL
) STRICT;
CREATE INDEX building_by_place ON building (scope, address);

CREATE TABLE dwelling (
    record   INTEGER NOT NULL PRIMARY KEY,  -- record.no
    building BLOB,                          -- RecordId; the building may not be on this phone
    address  TEXT    NOT NULL,
    rented   INTEGER NOT NULL,
    scope    BLOB    NOT NULL
) STRICT;
CREATE INDEX dwelling_by_place ON dwelling (scope, address);
CREATE INDEX dwelling_by_building ON dwelling (building, address) WHERE building IS NOT NULL;

CREATE TABLE household (
    record   INTEGER NOT NULL PRIMARY KEY,  -- record.no
    number   TEXT    NOT NULL,              -- 户号
    head     TEXT    NOT NULL,              -- name of the head
    dwelling BLOB,                          -- RecordId
    address  TEXT    NOT NULL,              -- 户籍地址
    scope    BLOB    NOT NULL
) STRICT;
CREATE INDEX household_by_place ON household (scope, head);
CREATE INDEX household_by_dwelling ON household (dwelling) WHERE dwelling IS NOT NULL;

CREATE VIRTUAL TABLE place_text USING fts5 (
    address, name,
    content = '', contentless_delete = 1, tokenize = 'unicode61'
);

CREATE TABLE visited (
    -- When somebody was last there: a row for every resident, household and dwelling in the lists.
    record  INTEGER NOT NULL PRIMARY KEY,   -- record.no
    kind    TEXT    NOT NULL,
    last_at INTEGER NOT NULL                -- ms since 1970; 0 when nobody ever was
) STRICT;
CREATE INDEX visited_by_time ON visited (kind, last_at);

CREATE TABLE reminder (
    -- Days on which somebody should look again: a planned visit, a registration that runs out.
    record INTEGER NOT NULL,                -- record.no
    what   TEXT    NOT NULL,                -- visit, or the key of the field
    day    TEXT    NOT NULL,                -- 2026-01-31
    PRIMARY KEY (record, what)
) STRICT, WITHOUT ROWID;
CREATE INDEX reminder_by_day ON reminder (day);
