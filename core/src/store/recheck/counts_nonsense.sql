SELECT EXISTS (SELECT 1 FROM entry WHERE counted = 1 AND (seq IS NULL OR seq < 1 OR length(id) <> 32)) AS odd
