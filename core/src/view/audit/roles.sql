SELECT entry.id AS entry, post_change.at AS at, post_change.post AS post, post_change.person AS person,
       person.name AS name, post_change.kind AS kind, post_change.path AS path, post_change.from_day AS from_day,
       post_change.to_day AS to_day, post_change.given_by AS given_by, post_change.trail AS trail,
       EXISTS (
         SELECT 1 FROM post_change AS before
         WHERE before.post = post_change.post AND before.lsn < post_change.lsn
       ) AS known,
       (
         SELECT before.to_day FROM post_change AS before
         WHERE before.post = post_change.post AND before.lsn < post_change.lsn
         ORDER BY before.lsn DESC LIMIT 1
       ) AS to_day_before
FROM post_change
JOIN entry ON entry.lsn = post_change.lsn
LEFT JOIN person ON person.person = post_change.person
WHERE post_change.path >= :start AND post_change.path < :end
  AND (:person IS NULL OR post_change.post = :person OR post_change.person = :person)
ORDER BY post_change.at DESC, post_change.lsn DESC
LIMIT :limit OFFSET :offset
