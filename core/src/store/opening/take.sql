DELETE FROM opening WHERE (record, post) IN (SELECT record, post FROM opening ORDER BY opened_at LIMIT ?1)
RETURNING record, post, opened_at
