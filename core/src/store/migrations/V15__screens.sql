-- What the screens of a whole city read, found in an index alone.

CREATE INDEX unit_by_team_kind ON unit (team_kind) WHERE team_kind <> '';

DROP INDEX unit_by_parent;
CREATE INDEX unit_by_parent ON unit (parent, kind, valid_from, valid_to);

DROP INDEX post_by_unit;
CREATE INDEX post_by_unit ON post (unit, kind, from_day, to_day);

DROP INDEX post_by_person;
CREATE INDEX post_by_person ON post (person, unit);

CREATE INDEX draw_by_announcement ON draw (announced_at, record);

CREATE INDEX unit_listed ON unit (path, unit, kind, code, name);
DROP INDEX unit_by_path;
