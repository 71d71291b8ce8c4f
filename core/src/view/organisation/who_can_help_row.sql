-- The skills by person and by unit apart, each by its own index: as one OR they walked the skills of all teams for every row.
SELECT post.kind AS kind, person.name AS name, unit.name AS unit_name, unit.team_kind AS team_kind, post.lead AS lead,
       (SELECT group_concat(tag, ' ') FROM (
            SELECT tag FROM skill WHERE skill.person = post.person AND +skill.unit = 0
            UNION ALL
            SELECT tag FROM skill WHERE skill.unit = post.unit AND +skill.person = x'')) AS skills,
       EXISTS (SELECT 1 FROM roster_slot
               WHERE roster_slot.post = post.post AND roster_slot.to_at > :now AND roster_slot.from_at <= :now
                 AND roster_slot.waiting = 0 AND roster_slot.sheet <> 'on_call') AS on_now
FROM post
LEFT JOIN person ON person.person = post.person
LEFT JOIN unit ON unit.unit = post.unit
WHERE post.post = :post
