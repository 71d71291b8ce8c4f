SELECT EXISTS (SELECT 1 FROM erasure WHERE record = :record AND erased_at IS NOT NULL) AS erased;
