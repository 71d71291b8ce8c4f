SELECT EXISTS (SELECT 1 FROM post WHERE post = :post
               AND (from_day > :day OR to_day < :day)) AS ended,
       EXISTS (SELECT 1 FROM post WHERE path = :unit AND kind = :kind
               AND (from_day IS NULL OR from_day <= :day) AND (to_day IS NULL OR to_day >= :day)) AS staffed,
       EXISTS (SELECT 1 FROM post WHERE path = :unit) OR EXISTS (SELECT 1 FROM post WHERE kind = :kind) AS known
