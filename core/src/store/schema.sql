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
, received_at INTEGER) STRICT;

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
    accuracy_m INTEGER NOT NULL, mocked INTEGER NOT NULL DEFAULT 0,
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

CREATE TABLE reply (
    -- 回音: what the reporter is told, oldest first.
    record INTEGER NOT NULL,             -- record.no of the case
    nth    INTEGER NOT NULL,
    state  TEXT    NOT NULL,
    words  TEXT    NOT NULL,
    at     INTEGER NOT NULL,             -- phone clock of who answered, ms
    PRIMARY KEY (record, nth)
) STRICT, WITHOUT ROWID;

CREATE TABLE sharing (
    -- 共享: units a record is open to besides those above it.
    record   INTEGER NOT NULL,           -- record.no
    unit     INTEGER NOT NULL,           -- number of the unit
    path     BLOB    NOT NULL,           -- OrgPath bytes, as the grant says
    receipted INTEGER NOT NULL,          -- 1: the relay has a grant, so the unit can read it
    PRIMARY KEY (record, unit)
) STRICT, WITHOUT ROWID;

CREATE TABLE held_back (
    -- Own events on records of others, after the relay's feed began anew: sent once the record is there again.
    lsn   INTEGER NOT NULL PRIMARY KEY,  -- entry.lsn
    since INTEGER NOT NULL               -- phone clock, ms
) STRICT;

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

CREATE TABLE unit_lineage (
    -- 沿革: which unit took the place of which.
    unit     INTEGER NOT NULL,
    replaces INTEGER NOT NULL,
    PRIMARY KEY (replaces, unit)
) STRICT, WITHOUT ROWID;

CREATE VIRTUAL TABLE unit_frame USING rtree_i32 (unit, lat_from, lat_to, lon_from, lon_to);

CREATE TABLE "unit_frame_rowid"(rowid INTEGER PRIMARY KEY,nodeno);

CREATE TABLE "unit_frame_node"(nodeno INTEGER PRIMARY KEY,data);

CREATE TABLE "unit_frame_parent"(nodeno INTEGER PRIMARY KEY,parentnode);

CREATE TABLE person (
    -- 人员: staff, team members, volunteers.
    person   BLOB    NOT NULL PRIMARY KEY,
    name     TEXT    NOT NULL,
    lives_in INTEGER                     -- unit; NULL: not known
, sex TEXT) STRICT, WITHOUT ROWID;

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
, fallback_kind TEXT) STRICT;

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
, drawn_seq INTEGER, call_by INTEGER, call_certain INTEGER NOT NULL DEFAULT 1) STRICT;

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

CREATE TABLE mediation (
    -- The fold of each mediation, made again whenever an act of it arrives. Names of parties are kept masked.
    record      INTEGER NOT NULL PRIMARY KEY,
    "case"      BLOB    NOT NULL,        -- RecordId of the case, 16 bytes
    dispute     TEXT    NOT NULL,        -- DisputeType
    source      TEXT    NOT NULL,        -- MediationSource
    parties     TEXT    NOT NULL,        -- masked names
    state       TEXT    NOT NULL,        -- MediationState
    mode        TEXT    NOT NULL,        -- Mode of the last attempt
    settled_in  TEXT,                    -- Mode of the attempt that ended agreed, once there is an agreement
    to_police   INTEGER NOT NULL,        -- 1: came from the police, or was handed to them
    scope       BLOB    NOT NULL,
    opened_at   INTEGER NOT NULL,        -- phone clock of whoever opened it, ms
    due_at      INTEGER,                 -- first moment that is too late, ms; NULL once it is over
    next        TEXT    NOT NULL,        -- what is to be done next
    missing     INTEGER NOT NULL,        -- papers that must be in the file and are not
    provisional INTEGER NOT NULL         -- 1: rests on an act the relay has not receipted
) STRICT;

CREATE INDEX mediation_by_state ON mediation (state, opened_at);

CREATE INDEX mediation_by_mode ON mediation (mode, opened_at);

CREATE INDEX mediation_by_opening ON mediation (opened_at);

CREATE INDEX mediation_by_case ON mediation ("case");

CREATE INDEX mediation_by_place ON mediation (scope, opened_at);

CREATE TABLE mediator (
    -- Posts that opened a mediation, were appointed to it or mediated: "mine".
    post   BLOB    NOT NULL,             -- PostId
    record INTEGER NOT NULL,             -- record.no of the mediation
    PRIMARY KEY (post, record)
) STRICT, WITHOUT ROWID;

CREATE INDEX mediator_by_record ON mediator (record);

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
    likenesses TEXT    NOT NULL, low_scope BLOB NOT NULL DEFAULT x'', high_scope BLOB NOT NULL DEFAULT x'',            -- words with commas, strongest first
    PRIMARY KEY (low, high)
) STRICT, WITHOUT ROWID;

CREATE INDEX duplicate_by_high ON duplicate (high);

CREATE TABLE merging (
    -- 归并: where each merge stands.
    kept  INTEGER NOT NULL,                 -- record.no
    other BLOB    NOT NULL,                 -- RecordId; the other record may come later
    state TEXT    NOT NULL, scope BLOB NOT NULL DEFAULT x'', proposed_by BLOB NOT NULL DEFAULT x'', waits INTEGER NOT NULL DEFAULT 0,                 -- proposed, confirmed, declined, undone
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
, scope BLOB NOT NULL DEFAULT x'', waits INTEGER NOT NULL DEFAULT 0) STRICT;

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
    case_id BLOB    NOT NULL, again INTEGER NOT NULL DEFAULT 0,
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

CREATE INDEX case_by_time ON case_file (reported_at, record, open, state, class, urgent, supervised, scope);

CREATE TABLE counted_assessment (
    -- What an assessment was counted of, as far as it was counted on this phone.
    record INTEGER NOT NULL PRIMARY KEY, -- record.no of the assessment
    unit   BLOB    NOT NULL,             -- OrgPath bytes of the publisher
    period TEXT    NOT NULL,             -- as in 2026-03
    epoch  INTEGER NOT NULL,             -- feed and number of the last entry that counts
    seq    INTEGER NOT NULL
) STRICT;

CREATE TABLE figure_case (
    -- Which case counts to which indicator of which assessment, from the log as it stood then: what a figure opens to. Counting
    -- again reads the log and never this.
    assessment INTEGER NOT NULL,         -- record.no
    case_id    BLOB    NOT NULL,         -- RecordId
    record     INTEGER NOT NULL,         -- record.no of the case
    scope      BLOB    NOT NULL,
    acts       INTEGER NOT NULL,         -- how many acts of it lie below the mark; more of them: counted anew
    looked_at  INTEGER NOT NULL,         -- bit n: the nth indicator of the program looks at it
    has        INTEGER NOT NULL, looked_at_shown INTEGER NOT NULL DEFAULT 0, has_shown INTEGER NOT NULL DEFAULT 0,         -- bit n: and it has what that one looks for
    PRIMARY KEY (assessment, case_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX figure_case_by_case ON figure_case (record);

CREATE TABLE without_case (
    -- Cases of which acts are here and the report is not: what a person sees of them until it comes.
    record INTEGER NOT NULL PRIMARY KEY, -- record.no
    acts   INTEGER NOT NULL,
    at     INTEGER NOT NULL              -- phone clock of the last of them, ms
) STRICT;

CREATE INDEX case_party_again ON case_party (at) WHERE again = 1;

CREATE TABLE opening (
    -- Details that were looked at and whose founder is to hear of it with the next sync.
    record    BLOB    NOT NULL,          -- RecordId
    post      BLOB    NOT NULL,          -- PostId that looked
    opened_at INTEGER NOT NULL,          -- phone clock, ms
    PRIMARY KEY (record, post)
) STRICT, WITHOUT ROWID;

CREATE TABLE root (
    -- Roots of the relay's history, each proven to continue the one before it in its epoch. Kept for ever.
    epoch     INTEGER NOT NULL,
    size      INTEGER NOT NULL,          -- entries under it, and the newest seq
    body      BLOB    NOT NULL,
    signature BLOB    NOT NULL,
    proof     BLOB    NOT NULL,          -- hashes that lead from the root before; empty for the first
    PRIMARY KEY (epoch, size)
) STRICT, WITHOUT ROWID;

CREATE TABLE inclusion (
    -- Proofs that entries stand under a root.
    no     INTEGER NOT NULL PRIMARY KEY,
    epoch  INTEGER NOT NULL,
    size   INTEGER NOT NULL,             -- root.size
    leaves BLOB    NOT NULL,             -- CBOR list of (seq, EntryId)
    proof  BLOB    NOT NULL              -- hashes
) STRICT;

CREATE TABLE included (
    -- Own entries, and those that say an own record was opened, with the newest proof of each.
    entry     BLOB    NOT NULL PRIMARY KEY, -- EntryId
    epoch     INTEGER NOT NULL,
    inclusion INTEGER NOT NULL              -- inclusion.no
) STRICT, WITHOUT ROWID;

CREATE TABLE alarm (
    -- What does not fit in the relay's history, and its new beginnings. Never deleted.
    no        INTEGER NOT NULL PRIMARY KEY,
    kind      TEXT    NOT NULL,          -- rollback, fork, missing; new_epoch is no alarm
    epoch     INTEGER NOT NULL,
    seq_from  INTEGER NOT NULL,          -- places in the feed it is about
    seq_to    INTEGER NOT NULL,
    entries   TEXT    NOT NULL,          -- JSON list of the own entries that are concerned
    proof     TEXT    NOT NULL,          -- JSON list of the signed roots that show it, as text
    raised_at INTEGER NOT NULL,          -- phone clock, ms
    UNIQUE (kind, epoch, seq_from, seq_to)
) STRICT;

CREATE INDEX entry_opened ON entry (record) WHERE kind = 'opened';

CREATE INDEX entry_own_placed ON entry (seq) WHERE own = 1;

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

CREATE INDEX unit_by_team_kind ON unit (team_kind) WHERE team_kind <> '';

CREATE INDEX unit_by_parent ON unit (parent, kind, valid_from, valid_to);

CREATE INDEX post_by_unit ON post (unit, kind, from_day, to_day);

CREATE INDEX post_by_person ON post (person, unit);

CREATE INDEX draw_by_announcement ON draw (announced_at, record);

CREATE INDEX unit_listed ON unit (path, unit, kind, code, name);

CREATE TABLE slim (
    -- 精简: records of which only a part is kept here, their time being over. Their entries stay with id, place and receipts.
    record     INTEGER NOT NULL PRIMARY KEY, -- record.no
    rule       TEXT    NOT NULL,             -- of retention_rules
    slimmed_at INTEGER NOT NULL,             -- ms since 1970
    back_at    INTEGER,                      -- when it was brought back; NULL: it is not here
    looked_to  INTEGER NOT NULL,             -- entry.lsn up to which its entries were looked at
    kept       BLOB    NOT NULL              -- what is kept of it, CBOR
) STRICT;

CREATE TABLE slim_stamp (
    -- When an entry was captured that says nothing here any more, for its receipt.
    lsn   INTEGER NOT NULL PRIMARY KEY,      -- entry.lsn
    stamp BLOB    NOT NULL                   -- Stamp, CBOR
) STRICT;

CREATE INDEX case_open_post ON case_file (responsible_post, responsible_kind, responsible_scope, scope)
    WHERE open = 1 AND responsible_post IS NOT NULL;

CREATE INDEX case_open_seat ON case_file (responsible_kind, responsible_scope, scope)
    WHERE open = 1 AND responsible_post IS NULL;

CREATE INDEX case_urgent ON case_file (state, scope, moved_at) WHERE open = 1 AND urgent = 1;

CREATE INDEX case_supervised ON case_file (scope) WHERE open = 1 AND supervised = 1;

CREATE INDEX clue_waiting ON clue (scope) WHERE state IN ('reported', 'handed_over');

CREATE INDEX unit_by_leader ON unit (leader) WHERE leader IS NOT NULL;

CREATE INDEX patrol_open ON patrol (post) WHERE state IN ('assigned', 'underway', 'paused');

CREATE INDEX post_by_kind ON post (kind);

CREATE TABLE clue_reporter (
    -- Whose a clue is, for the reporter's own list alone; no other view reads it.
    record INTEGER NOT NULL PRIMARY KEY, -- record.no
    device BLOB    NOT NULL,             -- DeviceId
    post   BLOB    NOT NULL              -- PostId
) STRICT;

CREATE INDEX clue_reporter_by_device ON clue_reporter (device);

CREATE INDEX clue_reporter_by_post ON clue_reporter (post);

CREATE INDEX roster_slot_by_end ON roster_slot (to_at, from_at, waiting, post, partner);

CREATE INDEX appeal_waiting ON appeal (scope, at) WHERE state = 'open' AND waits = 0;

CREATE INDEX merging_waiting ON merging (scope, kept, other, proposed_by) WHERE state = 'proposed' AND waits = 0;

CREATE INDEX deadline_late ON deadline (due_at, record, scope) WHERE paused = 0;

CREATE INDEX case_ended ON case_file (moved_at, record) WHERE open = 0;

CREATE INDEX survey_by_day ON survey (last_day, record);

CREATE INDEX office_by_position ON office (lat_e6, lon_e6) WHERE lat_e6 IS NOT NULL;

CREATE INDEX figure_case_by_scope ON figure_case (assessment, scope, looked_at, has, looked_at_shown, has_shown);

CREATE INDEX deadline_of_callbacks ON deadline (scope, due_at) WHERE what = 'callback';

CREATE TABLE clue_due (
    -- What is still due of a clue: apart from the deadlines of cases, and read by the views of clues only.
    record  INTEGER NOT NULL,            -- record.no of the clue
    what    TEXT    NOT NULL,            -- accept, finish
    due_at  INTEGER NOT NULL,            -- ms since 1970
    certain INTEGER NOT NULL,            -- 0: days were counted that the calendar does not know
    rule    TEXT    NOT NULL,
    version INTEGER NOT NULL,
    PRIMARY KEY (record, what)
) STRICT, WITHOUT ROWID;

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

CREATE UNIQUE INDEX post_change_once ON post_change (post, trail);

CREATE INDEX case_sent ON case_file (moved_at, scope, fallback_kind) WHERE fallback_kind IS NOT NULL;
