WITH done AS (
    SELECT substr(patrol.scope, 1, ?3) AS path, count(*) AS patrols, sum(patrol.state = 'ended') AS ended,
           sum(patrol.findings) AS findings
    FROM patrol
    WHERE patrol.campaign = ?1 AND patrol.state NOT IN ('assigned', 'called_off')
    GROUP BY substr(patrol.scope, 1, ?3)
), place AS (
    SELECT path FROM done
    UNION
    SELECT path FROM unit
    WHERE length(path) = ?3 AND substr(path, 1, length(?2)) = ?2 AND kind IN ('township', 'community', 'grid', 'subgrid')
)
SELECT place.path AS path, unit.name AS name, coalesce(done.patrols, 0) AS patrols, coalesce(done.ended, 0) AS ended,
       coalesce(done.findings, 0) AS findings
FROM place
LEFT JOIN done ON done.path = place.path
LEFT JOIN unit ON unit.path = place.path
WHERE ?4 IS NULL OR place.path > ?4
ORDER BY place.path
LIMIT ?5
