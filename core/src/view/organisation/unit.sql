SELECT unit.path AS path, unit.name AS name, unit.kind AS kind, unit.code AS code, unit.valid_from AS valid_from,
       unit.valid_to AS valid_to, unit.leader AS leader, person.name AS leader_name, unit.team_kind AS team_kind,
       guiding.name AS guiding_name, unit.ground AS ground,
       (SELECT group_concat(skill.tag, ' ') FROM skill WHERE skill.unit = unit.unit AND skill.person = x'') AS skills
FROM unit
LEFT JOIN post ON post.post = unit.leader
LEFT JOIN person ON person.person = post.person
LEFT JOIN unit AS guiding ON guiding.unit = unit.guiding
WHERE unit.unit = ?1
