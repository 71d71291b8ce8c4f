SELECT count(*) AS places FROM last_place WHERE at < ?1
