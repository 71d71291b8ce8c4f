-- Cases of seats that nobody holds, for the post :kind of :unit: the first that stands in for the seat and that somebody holds, as
-- core/src/domain/case/stand_ins.rs says. A step lies so many bytes of the case's path deep.
WITH step (nth, kind, depth) AS (VALUES
    (1, 'auxiliary_officer', 16), (2, 'police_officer', 12), (3, 'police_chief', 8),
    (4, 'community_desk', 12), (5, 'township_desk', 8), (6, 'county_desk', 4)
), seat AS (
    SELECT DISTINCT responsible_kind AS kind, responsible_scope AS unit FROM case_file WHERE responsible_post IS NULL AND open = 1
), vacant AS (
    SELECT kind, unit FROM seat
    WHERE NOT EXISTS (SELECT 1 FROM post WHERE post.path = seat.unit AND post.kind = seat.kind
                      AND (post.from_day IS NULL OR post.from_day <= :day) AND (post.to_day IS NULL OR post.to_day >= :day))
      AND (EXISTS (SELECT 1 FROM post WHERE post.path = seat.unit) OR EXISTS (SELECT 1 FROM post WHERE post.kind = seat.kind))
), fallen AS (
    SELECT case_file.record AS no, case_file.responsible_kind AS kind, case_file.scope AS scope
    FROM vacant
    JOIN case_file INDEXED BY case_open_seat ON case_file.responsible_kind = vacant.kind AND case_file.responsible_scope = vacant.unit
    WHERE case_file.responsible_post IS NULL AND case_file.open = 1
    UNION ALL
    SELECT case_file.record, case_file.responsible_kind, case_file.scope
    FROM case_file INDEXED BY case_open_post
    JOIN post AS ended ON ended.post = case_file.responsible_post
    WHERE case_file.responsible_post IS NOT NULL AND (ended.to_day < :day OR ended.from_day > :day) AND case_file.open = 1
      AND NOT EXISTS (SELECT 1 FROM post WHERE post.path = case_file.responsible_scope AND post.kind = case_file.responsible_kind
                      AND (post.from_day IS NULL OR post.from_day <= :day) AND (post.to_day IS NULL OR post.to_day >= :day))
)
SELECT fallen.no AS no
FROM step AS own JOIN fallen
WHERE own.kind = :kind AND own.depth = length(:unit) AND substr(fallen.scope, 1, own.depth) = :unit
  AND own.nth = (
      SELECT step.nth FROM step JOIN post ON post.path = substr(fallen.scope, 1, step.depth) AND post.kind = step.kind
      WHERE step.nth > CASE fallen.kind WHEN 'police_officer' THEN 0 WHEN 'community_desk' THEN 4 WHEN 'township_desk' THEN 5
                                        WHEN 'police_chief' THEN 5 WHEN 'county_desk' THEN 6 ELSE 3 END
        AND (post.from_day IS NULL OR post.from_day <= :day) AND (post.to_day IS NULL OR post.to_day >= :day)
      ORDER BY step.nth LIMIT 1)
