SELECT seq FROM (
  SELECT seq FROM entry
  WHERE author = :person AND shelf = :shelf AND seq > :after AND chain <> :skip AND erased = 0
  UNION
  SELECT seq FROM entry
  WHERE answers = :person AND answers <> 0 AND shelf = :shelf AND seq > :after AND chain <> :skip AND erased = 0
)
ORDER BY seq
LIMIT :limit;
