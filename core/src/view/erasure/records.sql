SELECT coalesce(max(no), 0) AS records FROM record
