CREATE TABLE looked (
    -- 查看: the details of records about people that this phone's owner opened and did not found. Of this phone only, until it is told.
    record   BLOB    NOT NULL,               -- RecordId
    post     BLOB    NOT NULL,               -- PostId that acted
    day      TEXT    NOT NULL,               -- day in China, as in 2026-11-29
    first_at INTEGER NOT NULL,               -- phone clock of the first look of that day, ms
    told     INTEGER NOT NULL,               -- 1: it is in the audit log
    PRIMARY KEY (record, post, day)
) STRICT, WITHOUT ROWID;

CREATE INDEX looked_untold ON looked (post, day, record) WHERE told = 0;

CREATE TABLE audit_look (
    -- Which records an entry of the audit log says were looked at, for entries that name many.
    lsn    INTEGER NOT NULL,                 -- entry.lsn
    target BLOB    NOT NULL,                 -- RecordId
    day    TEXT    NOT NULL,                 -- day in China of the look
    PRIMARY KEY (lsn, target)
) STRICT, WITHOUT ROWID;

CREATE INDEX audit_look_by_target ON audit_look (target);

CREATE TABLE post_change (
    -- 任职变更: who gave, changed or ended a post. A row for each time the centre wrote it.
    lsn      INTEGER NOT NULL PRIMARY KEY,   -- entry.lsn
    at       INTEGER NOT NULL,               -- relay clock, ms
    post     BLOB    NOT NULL,               -- PostId
    person   BLOB    NOT NULL,               -- PersonId
    kind     TEXT    NOT NULL,
    path     BLOB    NOT NULL,               -- OrgPath bytes of its unit
    from_day TEXT,
    to_day   TEXT,                           -- the last day; NULL: open
    given_by TEXT,                           -- as the relay's trail says it; NULL: the relay did not say
    trail    TEXT                            -- number:hash of the row of the trail
) STRICT;

CREATE INDEX post_change_by_time ON post_change (at, lsn);

-- A post that is told of again, for its unit was moved, was not given again.
CREATE UNIQUE INDEX post_change_once ON post_change (post, trail);
