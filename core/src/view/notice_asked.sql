SELECT count(*) AS asked FROM post
WHERE post.path >= ?1 AND (?2 IS NULL OR post.path < ?2)
  AND post.kind IN ('grid_worker', 'police_officer', 'auxiliary_officer', 'community_desk', 'township_desk',
                    'county_desk', 'grid_leader', 'police_chief', 'department', 'callback_clerk', 'auditor',
                    'administrator')
  AND (json_array_length(?3) = 0 OR post.kind IN (SELECT value FROM json_each(?3)))
  AND (post.from_day IS NULL OR post.from_day <= ?4) AND (post.to_day IS NULL OR post.to_day >= ?4)
