SELECT DISTINCT deadline.record AS no
FROM deadline
CROSS JOIN case_file ON case_file.record = deadline.record
WHERE deadline.paused = 0 AND deadline.due_at <= :until AND deadline.what = 'reply_finish'
  AND case_file.open = 0
  AND (case_file.responsible_post = :post
       -- What an ended post left unsaid is the next holder's.
       OR (case_file.responsible_kind = :kind AND case_file.responsible_scope = :unit
           AND (case_file.responsible_post IS NULL
                OR EXISTS (SELECT 1 FROM post WHERE post.post = case_file.responsible_post
                           AND (post.to_day < :day OR post.from_day > :day)))))
