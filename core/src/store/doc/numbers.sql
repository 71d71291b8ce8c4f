SELECT record FROM doc ORDER BY record
