SELECT DISTINCT unit.path AS path
FROM unit JOIN post ON post.unit = unit.unit
WHERE unit.kind = 'dedicated_grid' AND post.kind = 'host_staff'
  AND (post.from_day IS NULL OR post.from_day <= :day) AND (post.to_day IS NULL OR post.to_day >= :day)
ORDER BY unit.path
