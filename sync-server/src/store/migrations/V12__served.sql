CREATE TABLE served (
  -- How this relay was served last, for whoever looks from its terminal meanwhile.
  one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
  custody_grace_days INTEGER NOT NULL
) STRICT;

-- 1: confirmed by the key that a phone keeps outside its PIN for this one word.
ALTER TABLE wipe ADD COLUMN last_word INTEGER NOT NULL DEFAULT 0;
