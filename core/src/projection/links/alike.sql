SELECT record FROM resident_link WHERE number = ?1
UNION
SELECT record FROM resident_link WHERE birth = ?2 AND birth <> '' AND name = ?3
UNION
SELECT record FROM resident_link WHERE dwelling = ?4
UNION
SELECT record FROM number_correction WHERE number = ?1
LIMIT 200
