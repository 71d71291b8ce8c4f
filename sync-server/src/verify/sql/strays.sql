SELECT DISTINCT 'link' AS what, chain FROM link WHERE chain NOT IN (SELECT chain FROM chain)
UNION ALL
SELECT DISTINCT 'signature' AS what, chain FROM batch WHERE chain NOT IN (SELECT chain FROM chain)
ORDER BY what, chain;
