DELETE FROM last_place WHERE at < ?1
