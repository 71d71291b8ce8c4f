SELECT roster_slot.scope AS unit, post.post AS post, post.kind AS kind
FROM roster_slot
JOIN post ON post.post = roster_slot.post
WHERE roster_slot.scope IN (substr(:scope, 1, 4), substr(:scope, 1, 8), substr(:scope, 1, 12), substr(:scope, 1, 16), :scope)
  AND roster_slot.sheet = 'duty' AND roster_slot.waiting = 0
  AND roster_slot.to_at > :now AND roster_slot.from_at <= :now
  AND (post.from_day IS NULL OR post.from_day <= :day) AND (post.to_day IS NULL OR post.to_day >= :day)
ORDER BY length(roster_slot.scope) DESC, post.post
LIMIT 1
