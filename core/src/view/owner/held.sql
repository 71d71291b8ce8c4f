SELECT EXISTS (SELECT 1 FROM post WHERE path = :unit AND kind = :kind
               AND (from_day IS NULL OR from_day <= :day) AND (to_day IS NULL OR to_day >= :day)) AS held
