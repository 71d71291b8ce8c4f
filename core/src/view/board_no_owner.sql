SELECT count(*) AS total FROM case_file
WHERE open = 1 AND responsible_post IS NULL
  AND NOT EXISTS (SELECT 1 FROM post WHERE post.path = responsible_scope AND post.kind = responsible_kind)
  AND NOT EXISTS (SELECT 1 FROM post
                  WHERE post.path IN (substr(responsible_scope, 1, 4), substr(responsible_scope, 1, 8),
                                      substr(responsible_scope, 1, 12))
                    AND post.kind IN ('community_desk', 'township_desk', 'county_desk'))
