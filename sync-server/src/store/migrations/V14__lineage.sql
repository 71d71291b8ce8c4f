CREATE TABLE unit_lineage (
  -- 沿革: which unit took the place of which. What a newer file takes back stays as gone, so that no version of a standing falls.
  unit INTEGER NOT NULL,
  replaces INTEGER NOT NULL,
  gone INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (replaces, unit)
) STRICT, WITHOUT ROWID;
CREATE INDEX lineage_of_heir ON unit_lineage (unit, replaces);

-- Days and place without the long rows with the borders.
CREATE INDEX unit_days ON unit (unit, valid_from, valid_to, path);

INSERT OR IGNORE INTO unit_lineage (unit, replaces)
SELECT unit.unit, json_each.value FROM unit, json_each(unit.row, '$.replaces') WHERE unit.row <> '';

-- The reach of heirs became wider by what the log held already: a new standing makes their phones read the feed once more.
UPDATE person
SET standing = standing + 1
  + 2 * (SELECT COUNT(*) FROM post WHERE post.person = person.no) * (1 + (SELECT COUNT(*) FROM unit_lineage))
WHERE no IN (
  SELECT post.person
  FROM unit_lineage
  JOIN unit AS heir ON heir.unit = unit_lineage.unit
  JOIN unit AS before ON before.unit = unit_lineage.replaces
  JOIN unit AS own ON own.path IN (substr(heir.path, 1, 4), substr(heir.path, 1, 8), substr(heir.path, 1, 12), substr(heir.path, 1, 16), heir.path)
  JOIN post ON post.unit = own.unit
  WHERE substr(before.path, 1, length(own.path)) <> own.path
);
