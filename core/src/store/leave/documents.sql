SELECT DISTINCT record FROM entry WHERE class = 0 AND seq IS NOT NULL AND counted = 0 AND state <> 4 AND record NOT IN (SELECT track_fix.record FROM track_fix)
