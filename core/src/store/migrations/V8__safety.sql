CREATE TABLE inspection (
    -- 检查: one walk through a checklist.
    record      INTEGER NOT NULL PRIMARY KEY,
    kind        TEXT    NOT NULL,        -- kind of place, as in fire
    scope       BLOB    NOT NULL,
    post        BLOB    NOT NULL,        -- PostId of who inspected
    at          INTEGER NOT NULL,        -- phone clock, ms
    address     TEXT    NOT NULL,
    recheck_of  BLOB,                    -- RecordId of the inspection this one looks at again
    bad         INTEGER NOT NULL,        -- items that were not good
    voided      INTEGER NOT NULL,        -- 1: made by mistake, counts for nothing
    provisional INTEGER NOT NULL
) STRICT;
CREATE INDEX inspection_by_time ON inspection (at);
CREATE INDEX inspection_by_first ON inspection (recheck_of) WHERE recheck_of IS NOT NULL;

CREATE TABLE inspection_item (
    -- What was found of each item; none for an inspection that is void.
    record      INTEGER NOT NULL,
    item        TEXT    NOT NULL,
    kind        TEXT    NOT NULL,
    answer      TEXT    NOT NULL,
    case_record BLOB,                    -- RecordId of the hazard it is about
    at          INTEGER NOT NULL,
    community   BLOB    NOT NULL,        -- the community above its scope
    premises    BLOB,                    -- RecordId of the dwelling or building
    address_key TEXT,
    lat_e6      INTEGER,
    lon_e6      INTEGER,
    times       INTEGER NOT NULL,        -- the how manieth time within a year that it is bad here; 0 when it is not
    PRIMARY KEY (record, item)
) STRICT, WITHOUT ROWID;
CREATE INDEX bad_by_premises ON inspection_item (premises, kind, item) WHERE answer = 'bad' AND premises IS NOT NULL;
CREATE INDEX bad_by_address ON inspection_item (address_key, kind, item)
    WHERE answer = 'bad' AND address_key IS NOT NULL;
CREATE INDEX bad_by_position ON inspection_item (kind, item, lat_e6) WHERE answer = 'bad' AND lat_e6 IS NOT NULL;
CREATE INDEX item_repeated ON inspection_item (at) WHERE times > 1;
CREATE INDEX item_by_case ON inspection_item (case_record, at) WHERE case_record IS NOT NULL;

CREATE TABLE clue (
    -- 线索: apart from everything else. Only the views of clues read it; the reporter is not in it.
    record      INTEGER NOT NULL PRIMARY KEY,
    kind        TEXT    NOT NULL,
    state       TEXT    NOT NULL,
    scope       BLOB    NOT NULL,
    reported_at INTEGER NOT NULL,        -- phone clock, ms
    with_post   BLOB,                    -- PostId of the police post that has it
    code_hash   TEXT,                    -- hash of the reporter's receipt code
    provisional INTEGER NOT NULL
) STRICT;
CREATE INDEX clue_by_place ON clue (scope, reported_at);
CREATE INDEX clue_by_code ON clue (code_hash) WHERE code_hash IS NOT NULL;

CREATE TABLE assessment (
    -- 考评: what was published; the figures are in the log.
    record      INTEGER NOT NULL PRIMARY KEY,
    unit        BLOB    NOT NULL,        -- OrgPath bytes of the publisher
    period      TEXT    NOT NULL,        -- as in 2026-03
    at          INTEGER NOT NULL,        -- phone clock, ms
    rules       INTEGER NOT NULL,        -- version of assessment_rules
    corrects    BLOB,                    -- RecordId of the publication it puts right
    provisional INTEGER NOT NULL         -- 1: the relay does not have it, it does not count
) STRICT;
CREATE INDEX assessment_by_time ON assessment (at);
CREATE INDEX assessment_by_corrected ON assessment (corrects) WHERE corrects IS NOT NULL;

CREATE TABLE appeal (
    -- 申诉.
    record     INTEGER NOT NULL PRIMARY KEY,
    assessment BLOB    NOT NULL,         -- RecordId
    unit       BLOB    NOT NULL,         -- OrgPath bytes of the figure's unit
    indicator  TEXT    NOT NULL,
    state      TEXT    NOT NULL,         -- open, upheld, rejected
    post       BLOB    NOT NULL,         -- PostId of who objects
    at         INTEGER NOT NULL          -- phone clock, ms
) STRICT;
CREATE INDEX appeal_by_assessment ON appeal (assessment, at);
CREATE INDEX appeal_by_state ON appeal (state, at);

CREATE TABLE case_spot (
    -- 预警: where and when each case was, for the plain rules of early warning. Void and declined cases are left out.
    at          INTEGER NOT NULL,        -- phone clock of the reporter, ms
    record      INTEGER NOT NULL,        -- record.no
    case_id     BLOB    NOT NULL,        -- RecordId
    class       TEXT    NOT NULL,
    scope       BLOB    NOT NULL,
    lat_e6      INTEGER,
    lon_e6      INTEGER,
    address_key TEXT,
    PRIMARY KEY (at, record)
) STRICT, WITHOUT ROWID;
CREATE INDEX case_spot_by_case ON case_spot (record);

CREATE TABLE case_party (
    -- Who is in which dispute: a hash of name and number, never the name.
    party   BLOB    NOT NULL,
    at      INTEGER NOT NULL,
    record  INTEGER NOT NULL,
    case_id BLOB    NOT NULL,
    PRIMARY KEY (party, at, record)
) STRICT, WITHOUT ROWID;
CREATE INDEX case_party_by_case ON case_party (record);

CREATE TABLE warning_note (
    -- The last note somebody left on a case about a warning.
    record INTEGER NOT NULL,
    rule   TEXT    NOT NULL,
    at     INTEGER NOT NULL,
    PRIMARY KEY (record, rule)
) STRICT, WITHOUT ROWID;
