-- The whole row as the centre sent it, JSON: what phones are told of it, and what a list shows. Empty: taken before it was kept.
ALTER TABLE unit ADD COLUMN row TEXT NOT NULL DEFAULT '';
ALTER TABLE unit ADD COLUMN valid_to TEXT;
ALTER TABLE person ADD COLUMN row TEXT NOT NULL DEFAULT '';
ALTER TABLE post ADD COLUMN row TEXT NOT NULL DEFAULT '';

CREATE TABLE office (
  -- 办公场所.
  office INTEGER NOT NULL PRIMARY KEY, -- given out by the centre, never reused
  unit INTEGER NOT NULL,
  name TEXT NOT NULL,
  row TEXT NOT NULL                    -- the whole row, JSON
) STRICT;

CREATE TABLE dictionary (
  -- 字典: versions stay as they were published.
  dictionary TEXT NOT NULL,
  version INTEGER NOT NULL,
  path BLOB NOT NULL,                  -- whose subtree it is for; empty: everybody
  valid_from TEXT NOT NULL,
  valid_to TEXT,
  row TEXT NOT NULL,                   -- the whole row, JSON
  PRIMARY KEY (dictionary, version, path)
) STRICT;

CREATE TABLE card (
  -- 工作证: which cards were signed for whom; a card itself lives on phones.
  no INTEGER NOT NULL PRIMARY KEY,
  device INTEGER NOT NULL,             -- device.no that asked
  post BLOB NOT NULL,
  issued_at INTEGER NOT NULL,          -- relay clock, ms
  valid_until INTEGER NOT NULL
) STRICT;
CREATE INDEX card_post ON card (post, issued_at);
