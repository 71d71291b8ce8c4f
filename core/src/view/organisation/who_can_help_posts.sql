SELECT post.post AS post FROM post
WHERE post.unit = :unit
