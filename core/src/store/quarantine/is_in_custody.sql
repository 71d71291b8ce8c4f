SELECT EXISTS (SELECT 1 FROM quarantine WHERE code = 'InCustody') AS waiting
