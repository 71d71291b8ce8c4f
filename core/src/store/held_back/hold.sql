INSERT INTO held_back (lsn, since)
SELECT mine.lsn, :since FROM entry AS mine
WHERE mine.own = 1 AND mine.class = 1 AND mine.state = 0 AND mine.bytes IS NOT NULL
  AND (
    SELECT first.own FROM entry AS first
    WHERE first.record = mine.record AND first.class <> 2
    ORDER BY first.seq IS NULL, first.seq, first.lsn
    LIMIT 1
  ) = 0
ON CONFLICT (lsn) DO NOTHING
