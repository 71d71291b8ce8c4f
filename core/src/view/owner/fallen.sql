-- Cases of seats that nobody holds, for the desk :kind of :unit: the first above that somebody holds.
WITH seat AS (
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
SELECT no FROM fallen
WHERE substr(scope, 1, length(:unit)) = :unit
  AND CASE :kind
      WHEN 'community_desk' THEN length(:unit) = 12
          AND kind NOT IN ('community_desk', 'township_desk', 'police_chief', 'county_desk')
      WHEN 'township_desk' THEN length(:unit) = 8
          AND kind NOT IN ('township_desk', 'police_chief', 'county_desk')
          AND (kind = 'community_desk' OR NOT EXISTS (
              SELECT 1 FROM post WHERE post.path = substr(scope, 1, 12) AND post.kind = 'community_desk'
              AND (post.from_day IS NULL OR post.from_day <= :day) AND (post.to_day IS NULL OR post.to_day >= :day)))
      WHEN 'county_desk' THEN length(:unit) = 4
          AND kind <> 'county_desk'
          AND (kind IN ('community_desk', 'township_desk', 'police_chief') OR NOT EXISTS (
              SELECT 1 FROM post WHERE post.path = substr(scope, 1, 12) AND post.kind = 'community_desk'
              AND (post.from_day IS NULL OR post.from_day <= :day) AND (post.to_day IS NULL OR post.to_day >= :day)))
          AND (kind IN ('township_desk', 'police_chief') OR NOT EXISTS (
              SELECT 1 FROM post WHERE post.path = substr(scope, 1, 8) AND post.kind = 'township_desk'
              AND (post.from_day IS NULL OR post.from_day <= :day) AND (post.to_day IS NULL OR post.to_day >= :day)))
      ELSE 0 END
