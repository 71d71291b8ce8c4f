SELECT grid.name AS name, grid.path AS path, grid.parent AS parent,
       (SELECT count(*) FROM post
        WHERE post.unit = grid.unit AND (post.kind = 'grid_worker' OR grid.kind = 'dedicated_grid' AND post.kind = 'host_staff')
          AND (post.from_day IS NULL OR post.from_day <= :day) AND (post.to_day IS NULL OR post.to_day >= :day)) AS grid_workers,
       (SELECT count(*) FROM post
        WHERE post.unit IN (grid.unit, grid.parent) AND post.kind IN ('police_officer', 'auxiliary_officer')
          AND (post.from_day IS NULL OR post.from_day <= :day) AND (post.to_day IS NULL OR post.to_day >= :day)) AS officers,
       (SELECT count(*) FROM unit AS team
        WHERE team.parent IN (grid.unit, grid.parent) AND team.kind = 'team'
          AND team.valid_from <= :day AND (team.valid_to IS NULL OR team.valid_to >= :day)) AS teams
FROM unit AS grid
WHERE grid.path >= :start AND grid.path < :end AND grid.kind IN ('grid', 'dedicated_grid')
  AND grid.valid_from <= :day AND (grid.valid_to IS NULL OR grid.valid_to >= :day)
ORDER BY grid.path
