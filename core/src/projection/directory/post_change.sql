INSERT INTO post_change (lsn, at, post, person, kind, path, from_day, to_day, given_by, trail)
VALUES (:lsn, :at, :post, :person, :kind, :path, :from_day, :to_day, :given_by, :trail)
ON CONFLICT DO NOTHING
