SELECT EXISTS (SELECT 1 FROM post WHERE post = :post
               AND (from_day > :day OR to_day < :day)) AS ended,
       EXISTS (SELECT 1 FROM post WHERE path = :unit) OR EXISTS (SELECT 1 FROM post WHERE kind = :kind) AS known
