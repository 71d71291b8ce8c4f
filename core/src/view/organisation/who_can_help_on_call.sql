-- Who of them is on call now: the slots of today and of last night, few beside all posts.
SELECT DISTINCT post.post AS post, post.unit AS unit
FROM roster_slot AS slot
JOIN post ON post.post = slot.post
WHERE slot.day IN (:day, date(:day, '-1 day')) AND slot.sheet = 'on_call'
  AND slot.from_at <= :now AND slot.to_at > :now AND slot.waiting = 0
