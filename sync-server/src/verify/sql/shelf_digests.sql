SELECT 0 AS person, shelf, digest FROM shelf
UNION ALL
SELECT person, shelf, digest FROM own_shelf;
