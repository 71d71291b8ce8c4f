SELECT coalesce(max(no), 0) AS issued FROM key;
