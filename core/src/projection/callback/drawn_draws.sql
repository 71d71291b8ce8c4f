SELECT record, scope FROM draw WHERE drawn_seq IS NOT NULL ORDER BY record
