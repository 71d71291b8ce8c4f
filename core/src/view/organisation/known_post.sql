SELECT kind, from_day, to_day FROM post WHERE post = ?1
