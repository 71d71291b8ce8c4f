SELECT chain, first, count, body, signature FROM receipt ORDER BY chain, first, count
