SELECT count(*) AS many FROM entry
