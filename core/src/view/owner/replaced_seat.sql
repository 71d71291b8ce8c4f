SELECT unit.unit AS unit
FROM unit
WHERE unit.path = :scope AND unit.valid_to < :day AND unit.unit IN (SELECT replaces FROM unit_lineage)
  AND NOT EXISTS (SELECT 1 FROM post WHERE post.post = :post AND post.path <> :scope
                  AND (post.from_day IS NULL OR post.from_day <= :day) AND (post.to_day IS NULL OR post.to_day >= :day))
