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
