SELECT post FROM post
WHERE kind = :kind AND post <> :post AND (to_day IS NULL OR to_day >= :today)
LIMIT 1;
