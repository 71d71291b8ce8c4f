SELECT kind, 1 AS settled FROM record WHERE record = :record
UNION ALL
SELECT kind, 0 AS settled FROM custody WHERE record = :record AND decision <> 3
ORDER BY settled DESC;
