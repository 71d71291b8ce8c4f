SELECT kind FROM record WHERE record = :record
UNION ALL
SELECT kind FROM custody WHERE record = :record;
