SELECT DISTINCT record, kind FROM entry WHERE class = 1 AND state = 0 AND record <> 0
