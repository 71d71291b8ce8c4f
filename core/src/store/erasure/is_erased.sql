SELECT EXISTS (SELECT 1 FROM erased_record WHERE record = ?1) AS erased
