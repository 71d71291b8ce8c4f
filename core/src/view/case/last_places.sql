SELECT last_place.post AS post, last_place.kind AS kind, last_place.lat_e6 AS lat_e6, last_place.lon_e6 AS lon_e6,
       last_place.at AS at
FROM last_place
JOIN post ON post.post = last_place.post
WHERE last_place.lat_e6 BETWEEN :south AND :north AND last_place.lon_e6 BETWEEN :west AND :east
  AND (post.from_day IS NULL OR post.from_day <= :day) AND (post.to_day IS NULL OR post.to_day >= :day)
ORDER BY last_place.at DESC
LIMIT 500
