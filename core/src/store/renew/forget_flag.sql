DELETE FROM next.setting WHERE key = ?1
