CREATE TABLE erased_record (
    -- 删除: records of which nothing but the entries that erase them is left on this phone.
    record INTEGER NOT NULL PRIMARY KEY      -- record.no
) STRICT;

CREATE TABLE erasing (
    -- The record an erasure is at work on; empty outside its transaction.
    record INTEGER NOT NULL PRIMARY KEY,     -- record.no
    id     BLOB    NOT NULL,                 -- RecordId
    text   TEXT    NOT NULL                  -- the same, as forms write it
) STRICT;

CREATE TABLE tombstone (
    -- 删除令: where the erasure of a record stands.
    record      INTEGER NOT NULL PRIMARY KEY,
    state       TEXT    NOT NULL,            -- none, asked, refused, erased
    held        INTEGER NOT NULL,            -- 1: a hold forbids it
    changed_at  INTEGER NOT NULL             -- phone clock of the last act, ms
) STRICT;

CREATE INDEX tombstone_by_time ON tombstone (changed_at);

CREATE TABLE tombstone_holder (
    -- Devices the relay asked to say when nothing is left on them.
    record INTEGER NOT NULL,
    device BLOB    NOT NULL,                 -- DeviceId
    person BLOB    NOT NULL,                 -- PersonId
    PRIMARY KEY (record, device)
) STRICT, WITHOUT ROWID;

CREATE TABLE audit (
    -- 审计: who looked at, revealed, exported or tried what. A row an entry.
    lsn    INTEGER NOT NULL PRIMARY KEY,     -- entry.lsn
    at     INTEGER NOT NULL,                 -- phone clock of whoever did it, ms
    act    TEXT    NOT NULL,
    post   BLOB    NOT NULL,                 -- PostId
    device BLOB    NOT NULL,                 -- DeviceId
    scope  BLOB    NOT NULL,                 -- OrgPath bytes of the unit that acted
    target BLOB,                             -- RecordId it is about; NULL: no single record
    noun   TEXT    NOT NULL,                 -- kind of that record
    field  TEXT    NOT NULL,                 -- key of the field; empty: the whole
    reason TEXT    NOT NULL,
    note   TEXT    NOT NULL
) STRICT;

CREATE INDEX audit_by_target ON audit (target, at) WHERE target IS NOT NULL;

CREATE INDEX audit_by_post ON audit (post, at);

CREATE INDEX audit_by_time ON audit (at);
