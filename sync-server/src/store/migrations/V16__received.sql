-- When the relay first had an entry, on its clock; NULL for what a program from before this took.
ALTER TABLE entry ADD COLUMN received_at INTEGER;

-- Draws are read by all who serve at or below the unit that drew: shelves are made anew from the log (src/store/refile.rs).
DELETE FROM own_shelf;
DELETE FROM shelf;

-- The reach of staff became wider by what the log held already, and every phone is to hear of these times: a new standing makes them
-- read the feed once more.
UPDATE person
SET standing = standing + 1
  + 2 * (SELECT COUNT(*) FROM post WHERE post.person = person.no) * (1 + (SELECT COUNT(*) FROM unit_lineage))
WHERE no IN (SELECT person FROM post);
