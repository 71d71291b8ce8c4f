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
