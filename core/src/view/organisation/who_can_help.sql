-- Who, and how near: what the order needs, without the words of a row.
WITH wanted (post) AS (
    SELECT post.post FROM skill JOIN post ON post.person = skill.person
    WHERE skill.tag = :skill AND skill.unit = 0
    UNION
    SELECT post.post FROM skill JOIN post ON post.unit = skill.unit
    WHERE skill.tag = :skill AND skill.unit <> 0
    UNION
    SELECT post.post FROM unit JOIN post ON post.unit = unit.unit
    WHERE :skill IS NULL AND unit.team_kind <> '' AND (:team_kind IS NULL OR unit.team_kind = :team_kind)
)
SELECT post.post AS post, post.path AS path, post.path >= :start AND post.path < :end AS same_community,
       (COALESCE(own.lat_from, above.lat_from) + COALESCE(own.lat_to, above.lat_to)) / 2 AS lat,
       (COALESCE(own.lon_from, above.lon_from) + COALESCE(own.lon_to, above.lon_to)) / 2 AS lon
FROM wanted
JOIN post ON post.post = wanted.post
LEFT JOIN unit ON unit.unit = post.unit
LEFT JOIN unit_frame AS own ON own.unit = post.unit
LEFT JOIN unit_frame AS above ON above.unit = unit.parent
WHERE (:team_kind IS NULL OR unit.team_kind = :team_kind)
  AND post.kind NOT IN ('resident', 'auditor', 'administrator')
  AND (post.from_day IS NULL OR post.from_day <= :day) AND (post.to_day IS NULL OR post.to_day >= :day)
