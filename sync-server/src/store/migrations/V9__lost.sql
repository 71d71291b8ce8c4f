CREATE TABLE wipe (
  -- Revoked devices that are to erase what they hold.
  no INTEGER NOT NULL PRIMARY KEY,   -- the number in the signed order
  device INTEGER NOT NULL UNIQUE,
  ordered_at INTEGER NOT NULL,       -- relay clock, ms
  told_at INTEGER,                   -- when the device first met the order
  confirmed_at INTEGER,              -- when the device signed that it is done
  sealed INTEGER                     -- how many unsent entries it says it handed over before
) STRICT;

CREATE TABLE delivery (
  -- Sealed outboxes that were taken in; one that comes again gets the same receipt.
  id BLOB NOT NULL PRIMARY KEY,
  device INTEGER NOT NULL,
  received_at INTEGER NOT NULL,
  entries INTEGER NOT NULL,
  receipt BLOB NOT NULL,
  sealed BLOB                        -- the outbox itself, when an entry in it was refused: its phone keeps no copy
) STRICT, WITHOUT ROWID;
CREATE INDEX delivery_device ON delivery (device);
