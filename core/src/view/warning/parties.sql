SELECT party, at, case_id
FROM (SELECT party, at, case_id, count(*) OVER (PARTITION BY party) AS times FROM case_party WHERE at > ?1 AND at <= ?2)
WHERE times > 1
