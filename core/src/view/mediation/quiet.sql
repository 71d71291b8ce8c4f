SELECT count(*) AS opened,
       count(*) FILTER (WHERE settled_in IN ('grid', 'community', 'team')) AS settled_inside,
       count(*) FILTER (WHERE to_police = 1) AS through_police
FROM mediation
WHERE scope >= ?1 AND (?2 IS NULL OR scope < ?2) AND opened_at >= ?3 AND opened_at < ?4
