-- What is shared with a unit is read by those who work on it, a clue by police only. Whoever holds a post in such a unit gets a
-- new standing, so that their phones read the feed once more and erase what is not theirs.
UPDATE person
SET standing = standing + 1 + 2 * (SELECT COUNT(*) FROM post WHERE post.person = person.no)
WHERE no IN (SELECT post.person FROM post JOIN share ON share.unit = post.unit);
