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
    has        INTEGER NOT NULL,         -- bit n: and it has what that one looks for
    PRIMARY KEY (assessment, case_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX figure_case_by_case ON figure_case (record);

CREATE TABLE without_case (
    -- Cases of which acts are here and the report is not: what a person sees of them until it comes.
    record INTEGER NOT NULL PRIMARY KEY, -- record.no
    acts   INTEGER NOT NULL,
    at     INTEGER NOT NULL              -- phone clock of the last of them, ms
) STRICT;

-- Whether the same party is in another dispute too, of whatever day: the few that are need no walk through all.
ALTER TABLE case_party ADD COLUMN again INTEGER NOT NULL DEFAULT 0;
CREATE INDEX case_party_again ON case_party (at) WHERE again = 1;
UPDATE case_party SET again = 1 WHERE party IN (SELECT party FROM case_party GROUP BY party HAVING count(*) > 1);
