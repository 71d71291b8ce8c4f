SELECT worker.post AS worker, worker_person.name AS worker_name, worker_person.sex AS worker_sex,
       worker_person.lives_in AS worker_lives_in, grid.path AS grid, grid.name AS grid_name,
       officer.post AS officer, officer.kind AS officer_kind, officer_person.name AS officer_name,
       officer_person.sex AS officer_sex, officer_person.lives_in AS officer_lives_in, officer.path AS officer_unit,
       (SELECT group_concat(skill.tag, ' ') FROM skill WHERE skill.person = worker.person AND skill.unit = 0) AS worker_skills,
       (SELECT group_concat(skill.tag, ' ') FROM skill WHERE skill.person = officer.person AND skill.unit = 0) AS officer_skills,
       EXISTS (SELECT 1 FROM roster_slot AS slot
               WHERE slot.day = :day AND slot.sheet = 'pair'
                 AND (slot.post = worker.post AND slot.partner = officer.post
                      OR slot.post = officer.post AND slot.partner = worker.post)) AS planned
FROM unit AS grid
JOIN post AS worker ON worker.unit = grid.unit AND worker.kind = 'grid_worker'
JOIN post AS officer ON officer.unit IN (grid.unit, grid.parent) AND officer.kind IN ('police_officer', 'auxiliary_officer')
LEFT JOIN person AS worker_person ON worker_person.person = worker.person
LEFT JOIN person AS officer_person ON officer_person.person = officer.person
WHERE grid.path >= :start AND grid.path < :end AND worker.person <> officer.person
  AND (worker.from_day IS NULL OR worker.from_day <= :day) AND (worker.to_day IS NULL OR worker.to_day >= :day)
  AND (officer.from_day IS NULL OR officer.from_day <= :day) AND (officer.to_day IS NULL OR officer.to_day >= :day)
ORDER BY grid.path, worker.post, officer.post
LIMIT :rows OFFSET :offset
