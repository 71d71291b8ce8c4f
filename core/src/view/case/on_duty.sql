SELECT post.post AS post, post.kind AS kind, post.path AS path
FROM roster_slot
JOIN post ON post.post = roster_slot.post OR post.post = roster_slot.partner
WHERE roster_slot.from_at <= ?1 AND roster_slot.to_at > ?1
GROUP BY post.post, post.kind, post.path
ORDER BY post.post
