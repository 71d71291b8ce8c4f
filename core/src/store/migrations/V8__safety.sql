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
