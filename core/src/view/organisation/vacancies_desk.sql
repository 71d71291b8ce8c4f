SELECT person.name AS name
FROM post JOIN person ON person.person = post.person
WHERE post.unit = :unit AND post.kind = 'community_desk'
  AND (post.from_day IS NULL OR post.from_day <= :day) AND (post.to_day IS NULL OR post.to_day >= :day)
ORDER BY post.post LIMIT 1
