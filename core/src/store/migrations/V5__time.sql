CREATE TABLE dictionary (
    -- 字典: every edition the centre or a unit published that reaches this phone, as it came. Which one holds for a unit on a
    -- day is decided by domain/dictionary.
    dictionary TEXT    NOT NULL,         -- as in calendar.cn
    path       BLOB    NOT NULL,         -- OrgPath bytes of the unit it holds for
    version    INTEGER NOT NULL,
    valid_from TEXT    NOT NULL,         -- 2026-01-31
    valid_to   TEXT,                     -- last day; NULL: open
    source     TEXT    NOT NULL,
    body       TEXT    NOT NULL,         -- JSON
    PRIMARY KEY (dictionary, path, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE deadline (
    -- 时限: what is still due of open cases, made again with each fold and each new edition of the rules or the calendar. Says
    -- when, never whether it is late: that depends on the clock of whoever looks.
    record         INTEGER NOT NULL,     -- record.no of the case
    what           TEXT    NOT NULL,     -- accept, first_feedback, finish, rectify
    due_at         INTEGER NOT NULL,     -- ms since 1970; meaningless while paused
    paused         INTEGER NOT NULL,     -- 1: the clock stands still
    certain        INTEGER NOT NULL,     -- 0: days were counted that the calendar does not know
    extended       INTEGER NOT NULL,
    urge_from      INTEGER NOT NULL,     -- from when urging is proposed, and from when supervising
    supervise_from INTEGER NOT NULL,
    urged          INTEGER NOT NULL,     -- 1: done since it ran out
    supervised     INTEGER NOT NULL,
    rule           TEXT    NOT NULL,
    version        INTEGER NOT NULL,
    scope          BLOB    NOT NULL,
    PRIMARY KEY (record, what)
) STRICT, WITHOUT ROWID;
CREATE INDEX deadline_by_due ON deadline (paused, due_at, record);

CREATE TABLE draw (
    -- 抽查: one announced and perhaps carried out draw of closed cases for a callback.
    record       INTEGER NOT NULL PRIMARY KEY,
    scope        BLOB    NOT NULL,
    first_day    TEXT    NOT NULL,
    last_day     TEXT    NOT NULL,
    state        TEXT    NOT NULL,       -- announced, drawn, withdrawn
    announced_at INTEGER NOT NULL,       -- phone clock, ms
    announced    INTEGER,                -- relay's seq of the announcement; NULL until the relay has it
    drawn_at     INTEGER,                -- NULL: not carried out yet
    frame        INTEGER NOT NULL,       -- closed cases it was drawn from
    picked       INTEGER NOT NULL,
    rules        INTEGER NOT NULL        -- version of callback_rules
) STRICT;
CREATE INDEX draw_by_period ON draw (scope, first_day, last_day, announced);

CREATE TABLE draw_case (
    -- What was drawn, in the order of the draw. The case itself may not have come yet.
    draw    INTEGER NOT NULL,            -- record.no of the draw
    nth     INTEGER NOT NULL,
    case_id BLOB    NOT NULL,            -- RecordId
    unit    BLOB    NOT NULL,            -- stratum: OrgPath bytes of the community
    class   TEXT    NOT NULL,            -- stratum: class of the case
    PRIMARY KEY (draw, nth)
) STRICT, WITHOUT ROWID;
CREATE INDEX draw_case_by_case ON draw_case (case_id);

CREATE TABLE closed_case (
    -- Every closing that counted, with the relay's number: what a draw is made from, and made again from.
    record  INTEGER NOT NULL,            -- record.no of the case
    seq     INTEGER NOT NULL,            -- relay's seq of the closing act
    case_id BLOB    NOT NULL,            -- RecordId
    scope   BLOB    NOT NULL,
    class   TEXT    NOT NULL,
    day     TEXT    NOT NULL,            -- 2026-01-31 in UTC+8, by the clock of whoever closed it
    PRIMARY KEY (record, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX closed_case_by_day ON closed_case (day);

CREATE TABLE callback (
    -- 回访: the last valid answer of each case that was called back.
    record    INTEGER NOT NULL PRIMARY KEY, -- record.no of the case
    at        INTEGER NOT NULL,          -- phone clock of the caller, ms
    calls     INTEGER NOT NULL,          -- how often somebody called
    reached   INTEGER NOT NULL,
    as_told   INTEGER,                   -- NULL: not answered
    satisfied INTEGER,
    reopened  INTEGER NOT NULL           -- 1: reopened after it
) STRICT;

CREATE TABLE survey (
    -- 群众安全感: imported surveys; nothing in them comes from this program's own records.
    record      INTEGER NOT NULL PRIMARY KEY,
    scope       BLOB    NOT NULL,
    title       TEXT    NOT NULL,
    first_day   TEXT    NOT NULL,
    last_day    TEXT    NOT NULL,
    institute   TEXT    NOT NULL,        -- who asked
    method      TEXT    NOT NULL,
    imported_at INTEGER NOT NULL         -- phone clock, ms
) STRICT;

CREATE TABLE survey_result (
    survey   INTEGER NOT NULL,           -- record.no of the survey
    nth      INTEGER NOT NULL,
    unit     BLOB    NOT NULL,           -- OrgPath bytes
    planned  INTEGER NOT NULL,
    answered INTEGER NOT NULL,
    safe     INTEGER NOT NULL,           -- of those who answered
    PRIMARY KEY (survey, nth)
) STRICT, WITHOUT ROWID;
