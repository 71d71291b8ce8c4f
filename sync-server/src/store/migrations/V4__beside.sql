-- Whoever dispatches cases reads the directory rows of the departments and teams beside the way up.
CREATE INDEX unit_parent ON unit (parent, kind);

-- Their reach became wider by what the log held already: a new standing makes their phones read the feed once more.
UPDATE person
SET standing = standing + 1 + 2 * (SELECT COUNT(*) FROM post WHERE post.person = person.no)
WHERE no IN (
  SELECT person FROM post WHERE kind IN ('community_desk', 'township_desk', 'county_desk', 'police_chief')
);

-- Shelves are made anew from the log (src/store/refile.rs): what the host's staff of a dedicated grid read has shelves of its own.
DROP TABLE own_shelf;
DROP TABLE shelf;

CREATE TABLE shelf (
  -- Entries that every reach rule but "own" and "shared" treats alike: a reach is a set of shelves, its digest a sum over them.
  shelf INTEGER NOT NULL PRIMARY KEY,
  scope BLOB NOT NULL,             -- OrgPath bytes: a subtree is a prefix range
  restricted INTEGER NOT NULL,     -- 1: records that only police posts read
  -- Besides those above: 0 nobody, 1 staff at or below, 2 everybody at or below, -1 the host's staff of a dedicated grid at or
  -- above, -2 the team it is filed under.
  audience INTEGER NOT NULL,
  digest BLOB NOT NULL,            -- ScopeDigest of every entry on it, 40 bytes
  UNIQUE (scope, restricted, audience)
) STRICT;

CREATE TABLE own_shelf (
  -- The part of a shelf that is one person's own: written by them, or a reply to a record they founded.
  person INTEGER NOT NULL,
  shelf INTEGER NOT NULL,
  digest BLOB NOT NULL,
  PRIMARY KEY (person, shelf)
) STRICT, WITHOUT ROWID;
