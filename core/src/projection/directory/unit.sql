INSERT INTO unit (unit, parent, name, code, kind, path, valid_from, valid_to, leader, team_kind, guiding, ground)
VALUES (:unit, :parent, :name, :code, :kind, :path, :valid_from, :valid_to, :leader, :team_kind, :guiding, :ground)
ON CONFLICT (unit) DO UPDATE SET
    parent = excluded.parent, name = excluded.name, code = excluded.code, kind = excluded.kind, path = excluded.path,
    valid_from = excluded.valid_from, valid_to = excluded.valid_to, leader = excluded.leader,
    team_kind = excluded.team_kind, guiding = excluded.guiding, ground = excluded.ground
