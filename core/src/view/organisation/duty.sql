SELECT roster_slot.post AS post, post.kind AS kind, person.name AS name, roster_slot.from_at AS from_at,
       roster_slot.to_at AS to_at, roster_slot.note AS note
FROM roster_slot
LEFT JOIN post ON post.post = roster_slot.post
LEFT JOIN person ON person.person = post.person
WHERE roster_slot.scope = :scope AND roster_slot.sheet = 'duty' AND roster_slot.to_at > :at AND roster_slot.from_at <= :at
  AND roster_slot.waiting = 0
ORDER BY roster_slot.from_at, roster_slot.post
