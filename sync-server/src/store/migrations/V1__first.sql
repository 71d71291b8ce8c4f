-- Times ending in _at are milliseconds since 1970 on the relay's clock; days are civil days at UTC+8.

CREATE TABLE feed (
  -- The one log of this database.
  no INTEGER NOT NULL PRIMARY KEY CHECK (no = 1),
  epoch INTEGER NOT NULL,          -- random, made with the database; another after a restore
  relay_device BLOB NOT NULL,      -- the device id under which the relay writes directory rows
  head INTEGER NOT NULL DEFAULT 0  -- newest seq given out; the next is head + 1
) STRICT;

CREATE TABLE shelf (
  -- Entries that every reach rule but "own" treats alike: a reach is a set of shelves, its digest a sum over them.
  shelf INTEGER NOT NULL PRIMARY KEY,
  scope BLOB NOT NULL,             -- OrgPath bytes: a subtree is a prefix range
  restricted INTEGER NOT NULL,     -- 1: kinds that only police posts read
  directory INTEGER NOT NULL,      -- 1: rows the centre decided (class reg)
  digest BLOB NOT NULL,            -- ScopeDigest of every entry on it, 40 bytes
  UNIQUE (scope, restricted, directory)
) STRICT;

CREATE TABLE own_shelf (
  -- The part of a shelf that is one person's own: written by them, or a reply to a record they founded.
  person INTEGER NOT NULL,
  shelf INTEGER NOT NULL,
  digest BLOB NOT NULL,
  PRIMARY KEY (person, shelf)
) STRICT, WITHOUT ROWID;

CREATE TABLE entry (
  -- The log. Bytes are kept as they were sealed; the other columns are read from the envelope.
  seq INTEGER NOT NULL PRIMARY KEY,
  shelf INTEGER NOT NULL,
  chain INTEGER NOT NULL,          -- the chain it first came in by; 0 for the relay's own
  author INTEGER NOT NULL,         -- person.no; 0 for the relay
  answers INTEGER NOT NULL,        -- person.no of the founder a reply is for; 0 for what is no reply
  id BLOB NOT NULL,                -- SHA-256 of bytes
  bytes BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX entry_id ON entry (id);
CREATE INDEX entry_shelf ON entry (shelf, seq, chain);
CREATE INDEX entry_author ON entry (author, shelf, seq, chain);
CREATE INDEX entry_answers ON entry (answers, shelf, seq, chain) WHERE answers <> 0;

CREATE TABLE record (
  -- What the first entry of a record settled for all later ones.
  record BLOB NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  scope BLOB NOT NULL,
  founder INTEGER NOT NULL         -- person.no
) STRICT, WITHOUT ROWID;

CREATE TABLE doc (
  -- The merged document of a record, kept only to judge the next change of it.
  record BLOB NOT NULL PRIMARY KEY,
  version INTEGER NOT NULL,        -- rises by one with every change taken
  bytes BLOB NOT NULL
) STRICT;

CREATE TABLE actor (
  -- An automerge actor writes from one device only.
  actor BLOB NOT NULL PRIMARY KEY,
  device INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE chain (
  chain INTEGER NOT NULL PRIMARY KEY,
  device INTEGER NOT NULL,
  id BLOB NOT NULL,
  dseq INTEGER NOT NULL,           -- the last link known
  UNIQUE (device, id)
) STRICT;

CREATE TABLE link (
  -- Every position of every chain, with what was answered about it.
  chain INTEGER NOT NULL,
  dseq INTEGER NOT NULL,
  entry BLOB NOT NULL,
  head BLOB NOT NULL,              -- the chain's head after this link
  seq INTEGER,                     -- stored under this seq …
  refused INTEGER,                 -- … or refused with this code (wire number); neither: withheld
  PRIMARY KEY (chain, dseq)
) STRICT, WITHOUT ROWID;

CREATE TABLE quarantine (
  -- Changes the intake gate would not let near a document.
  entry BLOB NOT NULL PRIMARY KEY,
  record BLOB NOT NULL,
  device INTEGER NOT NULL,
  why TEXT NOT NULL,
  received_at INTEGER NOT NULL,
  bytes BLOB NOT NULL
) STRICT;

CREATE TABLE unit (
  unit INTEGER NOT NULL PRIMARY KEY, -- given out by the centre, never reused
  parent INTEGER,
  name TEXT NOT NULL,
  code TEXT NOT NULL,              -- administrative code, an attribute that may change
  kind TEXT NOT NULL,
  valid_from TEXT NOT NULL,        -- day
  path BLOB NOT NULL
) STRICT;

CREATE TABLE person (
  no INTEGER NOT NULL PRIMARY KEY,
  person BLOB NOT NULL UNIQUE,
  name TEXT NOT NULL,
  standing INTEGER NOT NULL DEFAULT 0 -- base of the standing's version; rises with every change of posts or names
) STRICT;

CREATE TABLE post (
  post BLOB NOT NULL PRIMARY KEY,
  person INTEGER NOT NULL,         -- person.no
  kind TEXT NOT NULL,
  unit INTEGER NOT NULL,
  from_day TEXT NOT NULL,          -- first day it may act
  to_day TEXT                      -- last day it may act; NULL: no end known
) STRICT;
CREATE INDEX post_person ON post (person);
CREATE INDEX post_unit ON post (unit);

CREATE TABLE reg_row (
  -- What phones were last told about a directory row at a scope, so that telling it again writes nothing.
  kind TEXT NOT NULL,
  record BLOB NOT NULL,
  scope BLOB NOT NULL,
  payload BLOB NOT NULL,
  PRIMARY KEY (kind, record, scope)
) STRICT, WITHOUT ROWID;

CREATE TABLE code (
  -- One-time enrolment codes, by hash only.
  hash BLOB NOT NULL PRIMARY KEY,
  person INTEGER NOT NULL,
  issued_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  used_by INTEGER                  -- device.no; NULL while unused
) STRICT;

CREATE TABLE device (
  no INTEGER NOT NULL PRIMARY KEY,
  device BLOB NOT NULL UNIQUE,
  person INTEGER NOT NULL,
  key BLOB NOT NULL,               -- Ed25519 public key
  label TEXT NOT NULL,
  enrolled_at INTEGER NOT NULL,
  revoked_at INTEGER
) STRICT;

CREATE TABLE token (
  -- Bearer tokens, by hash only.
  hash BLOB NOT NULL PRIMARY KEY,
  device INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX token_expires ON token (expires_at);

CREATE TABLE nonce (
  -- Token requests seen lately: each is good once.
  device INTEGER NOT NULL,
  nonce BLOB NOT NULL,
  seen_at INTEGER NOT NULL,
  PRIMARY KEY (device, nonce)
) STRICT, WITHOUT ROWID;
CREATE INDEX nonce_seen ON nonce (seen_at);
