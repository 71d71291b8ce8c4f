-- When a device last asked for a token, and how far its clock was then from the relay's (phone minus relay, ms).
ALTER TABLE device ADD COLUMN seen_at INTEGER;
ALTER TABLE device ADD COLUMN skew_ms INTEGER;
CREATE INDEX device_revoked ON device (no) WHERE revoked_at IS NOT NULL;

CREATE TABLE audit (
  -- Every change of the directory, one after the other; a row's hash covers it and the row before.
  no INTEGER NOT NULL PRIMARY KEY,     -- from 1, without gaps
  at INTEGER NOT NULL,
  who TEXT NOT NULL,                   -- operator:NAME, machine:USER, post:ID or device:ID
  what TEXT NOT NULL,                  -- post.given, device.revoked …
  subject TEXT NOT NULL,               -- id of the thing
  before TEXT NOT NULL,                -- ids, kinds and days, JSON; never a name or number of a person
  after TEXT NOT NULL,
  hash BLOB NOT NULL,
  signature BLOB                       -- the relay's, over the hash; on the last row of each change
) STRICT;
CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit trail is only added to'); END;
CREATE TRIGGER audit_is_not_deleted BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit trail is only added to'); END;

CREATE TABLE operator (
  -- People who may change the directory; each holds the secret half of a key in a file of their own.
  name TEXT NOT NULL PRIMARY KEY,
  key BLOB NOT NULL UNIQUE,            -- Ed25519 public key
  added_at INTEGER NOT NULL,
  ended_at INTEGER
) STRICT;

CREATE TABLE pending (
  -- Sensitive changes that wait for a second operator.
  no INTEGER NOT NULL PRIMARY KEY,
  asked_at INTEGER NOT NULL,
  asked_by TEXT NOT NULL,
  change TEXT NOT NULL,                -- JSON, what would be put into force
  settled TEXT,                        -- approved or refused; NULL while it waits
  settled_at INTEGER
) STRICT;

CREATE TABLE approval (
  pending INTEGER NOT NULL,
  operator TEXT NOT NULL,
  signature BLOB NOT NULL,             -- the operator's, over number and change
  at INTEGER NOT NULL,
  PRIMARY KEY (pending, operator)
) STRICT, WITHOUT ROWID;

CREATE TABLE registration (
  -- 志愿者注册: who asked to become a volunteer. Personal data is emptied once it is decided.
  device BLOB NOT NULL PRIMARY KEY,
  key BLOB NOT NULL,
  asked_at INTEGER NOT NULL,
  unit INTEGER NOT NULL,
  name TEXT NOT NULL,
  phone TEXT NOT NULL,
  born TEXT NOT NULL,
  label TEXT NOT NULL,
  consent TEXT NOT NULL,               -- version of the text that was agreed to
  state TEXT NOT NULL,                 -- waiting, accepted, declined
  reason TEXT NOT NULL,
  settled_at INTEGER,
  tries INTEGER NOT NULL DEFAULT 0,    -- times the verifier was asked
  next_try INTEGER NOT NULL DEFAULT 0,
  person BLOB                          -- once accepted
) STRICT;
CREATE INDEX registration_waiting ON registration (next_try) WHERE state = 'waiting';
CREATE INDEX registration_settled ON registration (settled_at) WHERE name <> '';
