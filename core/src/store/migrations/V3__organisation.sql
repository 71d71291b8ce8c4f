-- The directory's tables are made anew from the log when the store is opened.
DROP TABLE unit;
DROP TABLE person;
DROP TABLE post;

CREATE TABLE unit (
    -- 组织: directory rows, as the centre sent them. They may arrive in any order.
    unit       INTEGER NOT NULL PRIMARY KEY,
    parent     INTEGER,                  -- NULL: a county
    name       TEXT    NOT NULL,
    code       TEXT    NOT NULL,
    kind       TEXT    NOT NULL,
    path       BLOB    NOT NULL,
    valid_from TEXT    NOT NULL,         -- day
    valid_to   TEXT,                     -- last day; NULL: no end known
    leader     BLOB,                     -- PostId that answers for it
    team_kind  TEXT    NOT NULL,         -- empty: no team
    guiding    INTEGER,                  -- unit that guides a team's work
    ground     BLOB    NOT NULL          -- Ground; empty: no border known
) STRICT;

CREATE INDEX unit_by_path ON unit (path);

CREATE INDEX unit_by_parent ON unit (parent, kind);

CREATE TABLE unit_lineage (
    -- 沿革: which unit took the place of which.
    unit     INTEGER NOT NULL,
    replaces INTEGER NOT NULL,
    PRIMARY KEY (replaces, unit)
) STRICT, WITHOUT ROWID;

CREATE VIRTUAL TABLE unit_frame USING rtree_i32 (unit, lat_from, lat_to, lon_from, lon_to);

CREATE TABLE person (
    -- 人员: staff, team members, volunteers.
    person   BLOB    NOT NULL PRIMARY KEY,
    name     TEXT    NOT NULL,
    lives_in INTEGER                     -- unit; NULL: not known
) STRICT, WITHOUT ROWID;

CREATE TABLE skill (
    -- What a person or a team can do, as tags.
    tag    TEXT    NOT NULL,
    person BLOB    NOT NULL,             -- empty for a team
    unit   INTEGER NOT NULL,             -- 0 for a person
    PRIMARY KEY (tag, person, unit)
) STRICT, WITHOUT ROWID;

CREATE INDEX skill_of_person ON skill (person, tag);

CREATE INDEX skill_of_unit ON skill (unit, tag);

CREATE TABLE post (
    -- 任职: who holds which post where, from when to when.
    post     BLOB    NOT NULL PRIMARY KEY,
    person   BLOB    NOT NULL,
    kind     TEXT    NOT NULL,
    unit     INTEGER NOT NULL,
    path     BLOB    NOT NULL,           -- of the unit
    from_day TEXT,                       -- first day; NULL: since ever
    to_day   TEXT,                       -- last day; NULL: no end known
    duties   TEXT    NOT NULL,           -- tags, blank between them
    lead     INTEGER NOT NULL            -- 1: leads its team or unit
) STRICT, WITHOUT ROWID;

CREATE INDEX post_by_path ON post (path, kind);

CREATE INDEX post_by_unit ON post (unit, kind);

CREATE INDEX post_by_person ON post (person);

CREATE TABLE office (
    -- 办公场所.
    office   INTEGER NOT NULL PRIMARY KEY,
    unit     INTEGER NOT NULL,
    name     TEXT    NOT NULL,
    address  TEXT    NOT NULL,
    phone    TEXT    NOT NULL,
    hours    TEXT    NOT NULL,           -- plain words
    all_day  INTEGER NOT NULL,           -- 1: somebody is there day and night
    lat_e6   INTEGER,
    lon_e6   INTEGER,
    valid_to TEXT,                       -- last day; NULL: no end known
    path     BLOB    NOT NULL            -- of the unit
) STRICT;

CREATE INDEX office_by_path ON office (path, office);

CREATE TABLE roster_slot (
    -- 排班: the slots of every sheet that holds, and of plans still on their way to the relay.
    record  INTEGER NOT NULL,            -- record.no of the unit's month
    nth     INTEGER NOT NULL,
    scope   BLOB    NOT NULL,            -- path of the unit it was planned for
    day     TEXT    NOT NULL,
    sheet   TEXT    NOT NULL,
    own     INTEGER NOT NULL,            -- 1: put down by the person, not planned by a desk
    post    BLOB    NOT NULL,
    partner BLOB,                        -- PostId of the other half of a pair
    from_at INTEGER NOT NULL,            -- ms since 1970
    to_at   INTEGER NOT NULL,
    note    TEXT    NOT NULL,
    waiting INTEGER NOT NULL,            -- 1: the relay has not got it yet
    PRIMARY KEY (record, nth)
) STRICT, WITHOUT ROWID;

CREATE INDEX roster_slot_by_scope ON roster_slot (scope, sheet, to_at);

CREATE INDEX roster_slot_by_day ON roster_slot (day, scope);

CREATE INDEX roster_slot_by_post ON roster_slot (post, to_at);

CREATE INDEX roster_slot_by_partner ON roster_slot (partner, to_at) WHERE partner IS NOT NULL;

CREATE TABLE card (
    -- 工作证: the cards the relay signed for the posts of this phone's owner.
    post        BLOB    NOT NULL PRIMARY KEY,
    text        TEXT    NOT NULL,        -- as it stands in the QR code
    valid_until INTEGER NOT NULL         -- ms since 1970
) STRICT, WITHOUT ROWID;
