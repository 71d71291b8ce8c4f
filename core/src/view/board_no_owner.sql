WITH left_over AS (
    SELECT responsible_kind AS kind, responsible_scope AS unit, scope FROM case_file WHERE open = 1 AND responsible_post IS NULL
    UNION ALL
    SELECT case_file.responsible_kind, case_file.responsible_scope, case_file.scope
    FROM post JOIN case_file ON case_file.responsible_post = post.post
    WHERE (post.to_day < :day OR post.from_day > :day) AND case_file.open = 1
)
SELECT count(*) AS total FROM left_over
WHERE NOT EXISTS (SELECT 1 FROM post WHERE post.path = left_over.unit AND post.kind = left_over.kind
                  AND (post.from_day IS NULL OR post.from_day <= :day) AND (post.to_day IS NULL OR post.to_day >= :day))
  AND NOT EXISTS (SELECT 1 FROM post
                  WHERE post.path IN (substr(left_over.scope, 1, 4), substr(left_over.scope, 1, 8), substr(left_over.scope, 1, 12))
                    AND post.kind IN ('community_desk', 'township_desk', 'county_desk')
                    AND (post.from_day IS NULL OR post.from_day <= :day) AND (post.to_day IS NULL OR post.to_day >= :day))
