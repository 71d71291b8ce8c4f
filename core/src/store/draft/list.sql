SELECT draft, noun, body, changed_at FROM draft WHERE ?1 IS NULL OR noun = ?1
ORDER BY changed_at DESC, draft
LIMIT ?2
