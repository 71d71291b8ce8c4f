WITH wanted (post) AS (
    SELECT post.post FROM skill JOIN post ON post.person = skill.person
    WHERE skill.tag = :skill AND skill.unit = 0
    UNION
    SELECT post.post FROM skill JOIN post ON post.unit = skill.unit
    WHERE skill.tag = :skill AND skill.unit <> 0
    UNION
    SELECT post.post FROM unit JOIN post ON post.unit = unit.unit
    WHERE :skill IS NULL AND unit.team_kind <> ''
)
SELECT post.post AS post, post.kind AS kind, person.name AS name, post.path AS path, unit.name AS unit_name,
       unit.team_kind AS team_kind, post.lead AS lead,
       (SELECT group_concat(skill.tag, ' ') FROM skill
        WHERE (skill.person = post.person AND skill.unit = 0) OR (skill.unit = post.unit AND skill.person = x'')) AS skills,
       post.path >= :start AND post.path < :end AS same_community,
       (COALESCE(own.lat_from, above.lat_from) + COALESCE(own.lat_to, above.lat_to)) / 2 AS lat,
       (COALESCE(own.lon_from, above.lon_from) + COALESCE(own.lon_to, above.lon_to)) / 2 AS lon,
       EXISTS (SELECT 1 FROM roster_slot
               WHERE roster_slot.post = post.post AND roster_slot.to_at > :now AND roster_slot.from_at <= :now
                 AND roster_slot.waiting = 0) AS on_now
FROM wanted
JOIN post ON post.post = wanted.post
LEFT JOIN person ON person.person = post.person
LEFT JOIN unit ON unit.unit = post.unit
LEFT JOIN unit_frame AS own ON own.unit = post.unit
LEFT JOIN unit_frame AS above ON above.unit = unit.parent
WHERE (:team_kind IS NULL OR unit.team_kind = :team_kind)
  AND post.kind NOT IN ('resident', 'auditor', 'administrator')
  AND (post.from_day IS NULL OR post.from_day <= :day) AND (post.to_day IS NULL OR post.to_day >= :day)
