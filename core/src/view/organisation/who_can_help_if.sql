-- Behind `who_can_help_posts` and `who_can_help_on_call`: which posts can help.
  AND (:skill IS NULL
       OR EXISTS (SELECT 1 FROM skill WHERE skill.tag = :skill AND skill.person = x'' AND skill.unit = post.unit)
       OR EXISTS (SELECT 1 FROM skill WHERE skill.tag = :skill AND skill.person = post.person AND skill.unit = 0))
  AND post.kind NOT IN ('resident', 'auditor', 'administrator')
  AND (post.from_day IS NULL OR post.from_day <= :day) AND (post.to_day IS NULL OR post.to_day >= :day)
ORDER BY post.post
