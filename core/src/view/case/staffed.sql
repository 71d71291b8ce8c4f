SELECT EXISTS (SELECT 1 FROM post WHERE path = ?1 AND kind = ?2) AS staffed,
       EXISTS (SELECT 1 FROM post WHERE path = ?1) OR EXISTS (SELECT 1 FROM post WHERE kind = ?2) AS known
