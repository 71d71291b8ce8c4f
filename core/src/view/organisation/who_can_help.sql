-- Where somebody can help, and how near that is: a team is looked at once, however many members it has.
WITH wanted (unit) AS (
    SELECT post.unit FROM skill JOIN post ON post.person = skill.person
    WHERE skill.tag = :skill AND skill.unit = 0
    UNION
    SELECT skill.unit FROM skill WHERE skill.tag = :skill AND skill.unit <> 0
    UNION
    SELECT unit FROM unit WHERE :skill IS NULL AND :team_kind IS NOT NULL AND team_kind = :team_kind AND team_kind <> ''
    UNION
    SELECT unit FROM unit WHERE :skill IS NULL AND :team_kind IS NULL AND team_kind <> ''
)
SELECT wanted.unit AS unit, COALESCE(unit.path, (SELECT path FROM post WHERE post.unit = wanted.unit LIMIT 1)) AS path,
       (COALESCE(own.lat_from, above.lat_from) + COALESCE(own.lat_to, above.lat_to)) / 2 AS lat,
       (COALESCE(own.lon_from, above.lon_from) + COALESCE(own.lon_to, above.lon_to)) / 2 AS lon
FROM wanted
LEFT JOIN unit ON unit.unit = wanted.unit
LEFT JOIN unit_frame AS own ON own.unit = wanted.unit
LEFT JOIN unit_frame AS above ON above.unit = unit.parent
WHERE :team_kind IS NULL OR unit.team_kind = :team_kind
