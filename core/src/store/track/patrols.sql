SELECT DISTINCT record FROM track_fix ORDER BY record
