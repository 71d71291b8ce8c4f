SELECT
  person.person AS person,
  person.name AS name,
  person.standing
    + (SELECT COUNT(*) FROM post WHERE post.person = person.no AND post.from_day <= :today)
    + (SELECT COUNT(*) FROM post WHERE post.person = person.no AND post.to_day < :today)
    -- The days on which heirs of this person's units began and ended.
    + (SELECT COALESCE(SUM((heir.valid_from <= :today) + (heir.valid_to IS NOT NULL AND heir.valid_to < :today)), 0)
       -- In this order: most relays have no lineage, and then nothing else is read.
       FROM unit_lineage
       CROSS JOIN unit AS heir INDEXED BY unit_days ON heir.unit = unit_lineage.unit
       CROSS JOIN unit AS before INDEXED BY unit_days ON before.unit = unit_lineage.replaces
       CROSS JOIN post ON post.person = person.no
       CROSS JOIN unit AS own INDEXED BY unit_days ON own.unit = post.unit
       WHERE substr(heir.path, 1, length(own.path)) = own.path
         AND substr(before.path, 1, length(own.path)) <> own.path) AS version
FROM person
WHERE person.no = :person;
