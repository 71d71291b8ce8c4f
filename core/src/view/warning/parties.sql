SELECT party, at, case_id FROM case_party WHERE party IN (
    SELECT party FROM case_party WHERE at > ?1 AND at <= ?2 GROUP BY party HAVING count(*) > 1
) AND at > ?1 AND at <= ?2
