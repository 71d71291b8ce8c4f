DROP TABLE case_file;
CREATE TABLE case_file (
    -- The fold of each case, made again whenever an act of it arrives.
    record            INTEGER NOT NULL PRIMARY KEY,
    class             TEXT    NOT NULL,
    kind              TEXT    NOT NULL,   -- second level of the class; empty: not said
    level             TEXT    NOT NULL,   -- 01 to 04; empty: not said
    urgent            INTEGER NOT NULL,
    title             TEXT    NOT NULL,
    state             TEXT    NOT NULL,
    open              INTEGER NOT NULL,   -- 1: somebody is still expected to do something
    responsible_post  BLOB,               -- PostId; NULL: any post of the kind at the scope
    responsible_kind  TEXT    NOT NULL,
    responsible_scope BLOB    NOT NULL,   -- unit of the responsible post
    scope             BLOB    NOT NULL,
    reported_at       INTEGER NOT NULL,   -- phone clock of the reporter, ms
    moved_at          INTEGER NOT NULL,   -- phone clock of who moved it last, ms
    reporter_post     BLOB    NOT NULL,
    reporter_device   BLOB    NOT NULL,
    receipted         INTEGER NOT NULL,   -- 1: the relay has the report
    duplicate_of      BLOB,               -- RecordId of the main case
    supervised        INTEGER NOT NULL,   -- 1: 督办
    lat_e6            INTEGER,            -- where it is, if the report says so
    lon_e6            INTEGER,
    provisional       INTEGER NOT NULL,   -- 1: rests on an act the relay has not receipted
    superseded        INTEGER NOT NULL    -- acts that came too late
) STRICT;
CREATE INDEX case_by_time ON case_file (reported_at, record);
CREATE INDEX case_by_state ON case_file (state, reported_at, record);
CREATE INDEX case_by_class ON case_file (class, reported_at, record);
CREATE INDEX case_by_place ON case_file (scope, reported_at);
CREATE INDEX case_open ON case_file (open, reported_at, record);
CREATE INDEX case_by_post ON case_file (responsible_post, reported_at) WHERE responsible_post IS NOT NULL;
CREATE INDEX case_unclaimed ON case_file (responsible_kind, responsible_scope, reported_at)
    WHERE responsible_post IS NULL;
CREATE INDEX case_by_reporter_post ON case_file (reporter_post, reported_at);
CREATE INDEX case_by_reporter_device ON case_file (reporter_device, reported_at);
CREATE INDEX case_by_main ON case_file (duplicate_of) WHERE duplicate_of IS NOT NULL;

CREATE TABLE last_place (
    -- Where a post was last known to be, from an act or patrol with a place that somebody chose to write down.
    post   BLOB    NOT NULL PRIMARY KEY,
    kind   TEXT    NOT NULL,
    lat_e6 INTEGER NOT NULL,
    lon_e6 INTEGER NOT NULL,
    at     INTEGER NOT NULL               -- phone clock of that post, ms
) STRICT, WITHOUT ROWID;

CREATE TABLE draft (
    -- 暂存: half-filled forms of this phone. They survive a crash and an update, and never travel.
    draft      TEXT    NOT NULL PRIMARY KEY, -- id the screen gave it
    noun       TEXT    NOT NULL,          -- which form, as in case
    body       TEXT    NOT NULL,          -- the form as JSON
    changed_at INTEGER NOT NULL           -- phone clock, ms
) STRICT, WITHOUT ROWID;
CREATE INDEX draft_by_noun ON draft (noun, changed_at);
