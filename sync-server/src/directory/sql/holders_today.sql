SELECT DISTINCT person FROM post WHERE from_day <= :today AND (to_day IS NULL OR to_day >= :today);
