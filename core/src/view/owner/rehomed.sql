-- Open cases of seats in the units :replaced: those nobody has taken on, those of posts held there, and what a post that has ended left.
-- Whoever serves the heir and took one on keeps it.
WITH replaced AS (SELECT unit.unit AS unit, unit.path AS path FROM json_each(:replaced) JOIN unit ON unit.unit = json_each.value),
moved AS (
    SELECT case_file.record AS no, replaced.unit AS unit
    FROM replaced CROSS JOIN json_each(:kinds) AS kinds
    CROSS JOIN case_file ON case_file.responsible_kind = kinds.value AND case_file.responsible_scope = replaced.path
    WHERE case_file.responsible_post IS NULL
    UNION
    SELECT case_file.record, replaced.unit
    FROM replaced CROSS JOIN post ON post.path = replaced.path
    CROSS JOIN case_file ON case_file.responsible_post = post.post
    WHERE case_file.responsible_scope = replaced.path
    UNION
    SELECT case_file.record, replaced.unit
    FROM post CROSS JOIN case_file ON case_file.responsible_post = post.post
    JOIN replaced ON replaced.path = case_file.responsible_scope
    WHERE post.to_day < :day OR post.from_day > :day
)
SELECT moved.no AS no, moved.unit AS unit, case_file.responsible_kind AS kind, case_file.lat_e6 AS lat, case_file.lon_e6 AS lon
FROM moved JOIN case_file ON case_file.record = moved.no
WHERE case_file.open = 1
