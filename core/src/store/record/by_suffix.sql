SELECT record FROM record WHERE lower(hex(record)) LIKE ?1 LIMIT 2
