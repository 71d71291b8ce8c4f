SELECT record AS no FROM case_file
WHERE responsible_post = :post AND (NOT :open OR open = 1)
UNION
SELECT record FROM case_file
WHERE responsible_post IS NULL AND responsible_kind = :kind AND responsible_scope = :unit AND (NOT :open OR open = 1)
UNION
-- What a post that has ended left behind is the next holder's.
SELECT case_file.record FROM case_file INDEXED BY case_open_post
JOIN post ON post.post = case_file.responsible_post
WHERE case_file.responsible_post IS NOT NULL AND (post.to_day < :day OR post.from_day > :day) AND case_file.open = 1
  AND case_file.responsible_kind = :kind AND case_file.responsible_scope = :unit
