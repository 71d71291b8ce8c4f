-- The table of patrols is made anew from the log when the store is opened.
DROP TABLE patrol;

CREATE TABLE patrol (
    -- 巡逻: the fold of each patrol.
    record      INTEGER NOT NULL PRIMARY KEY,
    kind        TEXT    NOT NULL,
    post        BLOB    NOT NULL,        -- PostId that walks it, or was asked first
    state       TEXT    NOT NULL,
    scope       BLOB    NOT NULL,
    campaign    BLOB,                    -- RecordId of the campaign; NULL: none
    started_at  INTEGER NOT NULL,        -- ms since 1970; when it should start while nobody has
    ended_at    INTEGER,
    duration_s  INTEGER NOT NULL,
    distance_m  INTEGER NOT NULL,
    points      INTEGER NOT NULL,
    findings    INTEGER NOT NULL,
    start_confirmed TEXT NOT NULL,       -- nobody, one or both
    end_confirmed   TEXT NOT NULL,
    provisional INTEGER NOT NULL
) STRICT;

CREATE INDEX patrol_by_start ON patrol (started_at);

CREATE INDEX patrol_by_campaign ON patrol (campaign, scope) WHERE campaign IS NOT NULL;

ALTER TABLE track_fix ADD COLUMN mocked INTEGER NOT NULL DEFAULT 0;

CREATE TABLE campaign (
    -- 专项行动.
    record       INTEGER NOT NULL PRIMARY KEY,
    name         TEXT    NOT NULL,
    scope        BLOB    NOT NULL,
    from_at      INTEGER NOT NULL,       -- ms since 1970
    until_at     INTEGER NOT NULL,
    closed       TEXT    NOT NULL,       -- empty, finished or called_off
    published_at INTEGER NOT NULL,
    provisional  INTEGER NOT NULL
) STRICT;

CREATE INDEX campaign_by_start ON campaign (from_at);

CREATE TABLE notice (
    -- 通知 and 公告.
    record       INTEGER NOT NULL PRIMARY KEY,
    public       INTEGER NOT NULL,       -- 1: for everybody
    priority     INTEGER NOT NULL,       -- 0 routine, 1 important, 2 urgent
    title        TEXT    NOT NULL,
    scope        BLOB    NOT NULL,
    audience     TEXT    NOT NULL,       -- kinds of post between commas, as in ,grid_worker, ; empty: all
    operational  INTEGER NOT NULL,       -- 1: readers are asked to say that they know it
    publisher    BLOB    NOT NULL,       -- PostId
    published_at INTEGER NOT NULL,       -- ms since 1970
    valid_until  INTEGER,                -- NULL: open
    withdrawn    TEXT    NOT NULL,       -- empty, withdrawn or replaced
    provisional  INTEGER NOT NULL
) STRICT;

CREATE INDEX notice_by_time ON notice (published_at);

CREATE TABLE notice_read (
    -- 已读: which posts said that they know an operational notice.
    record INTEGER NOT NULL,             -- record.no of the notice
    post   BLOB    NOT NULL,
    at     INTEGER NOT NULL,             -- ms since 1970
    PRIMARY KEY (record, post)
) STRICT, WITHOUT ROWID;

CREATE TABLE notice_seen (
    -- What this phone's owner has opened. Of this phone only; it travels nowhere.
    record INTEGER NOT NULL PRIMARY KEY,
    at     INTEGER NOT NULL              -- ms since 1970
) STRICT;

CREATE TABLE call_up (
    -- 动员: calls for help.
    record       INTEGER NOT NULL PRIMARY KEY,
    purpose      TEXT    NOT NULL,
    title        TEXT    NOT NULL,
    scope        BLOB    NOT NULL,
    from_at      INTEGER NOT NULL,       -- ms since 1970
    until_at     INTEGER NOT NULL,
    quota        INTEGER NOT NULL,
    urgent       INTEGER NOT NULL,
    stopped      INTEGER NOT NULL,
    publisher    BLOB    NOT NULL,       -- PostId
    published_at INTEGER NOT NULL,
    provisional  INTEGER NOT NULL
) STRICT;

CREATE INDEX call_up_by_time ON call_up (published_at);

CREATE TABLE muster (
    -- 应征: answers to calls. An answer may come before its call.
    record      INTEGER NOT NULL PRIMARY KEY,
    call        BLOB    NOT NULL,        -- RecordId of the call
    post        BLOB    NOT NULL,        -- PostId of who answers
    state       TEXT    NOT NULL,
    answer      TEXT    NOT NULL,        -- empty, waiting or confirmed
    arrived_at  INTEGER,                 -- ms since 1970
    left_at     INTEGER,
    provisional INTEGER NOT NULL
) STRICT;

CREATE INDEX muster_by_call ON muster (call);
