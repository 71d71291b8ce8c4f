SELECT count(*) AS many FROM link;
