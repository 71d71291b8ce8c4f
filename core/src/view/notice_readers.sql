SELECT notice_read.post AS post, person.name AS name, post.kind AS kind, notice_read.at AS at
FROM notice_read
LEFT JOIN post ON post.post = notice_read.post
LEFT JOIN person ON person.person = post.person
WHERE notice_read.record = ?1 AND (?2 IS NULL OR (notice_read.at, notice_read.post) > (?2, ?3))
ORDER BY notice_read.at, notice_read.post
LIMIT ?4
