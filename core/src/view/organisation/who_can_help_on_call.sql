-- Who of them is on call now: the slots of today and of last night, few beside all posts.
SELECT DISTINCT post.post AS post, post.unit AS unit
FROM roster_slot AS slot
JOIN post ON post.post = slot.post
WHERE slot.day IN (:day, date(:day, '-1 day')) AND slot.sheet = 'on_call'
  AND slot.from_at <= :now AND slot.to_at > :now AND slot.waiting = 0
  AND (:skill IS NULL
       OR EXISTS (SELECT 1 FROM skill WHERE skill.tag = :skill AND skill.person = x'' AND skill.unit = post.unit)
       OR EXISTS (SELECT 1 FROM skill WHERE skill.tag = :skill AND skill.person = post.person AND skill.unit = 0))
  AND post.kind NOT IN ('resident', 'auditor', 'administrator')
  AND (post.from_day IS NULL OR post.from_day <= :day) AND (post.to_day IS NULL OR post.to_day >= :day)
ORDER BY post.post
