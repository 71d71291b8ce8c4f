SELECT EXISTS (SELECT 1 FROM entry WHERE seq IS NOT NULL AND counted = 0 AND state <> 4 AND record NOT IN (SELECT track_fix.record FROM track_fix)) AS any_left,
       EXISTS (SELECT 1 FROM entry WHERE seq IS NOT NULL AND counted = 0 AND state <> 4 AND own = 1 AND record NOT IN (SELECT track_fix.record FROM track_fix)) AS own_left
