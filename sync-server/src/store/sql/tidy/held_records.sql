SELECT count(*) AS held FROM erasure WHERE held = 1 AND erased_at IS NULL;
