SELECT EXISTS (SELECT 1 FROM audit WHERE what = :what AND subject = :entry) AS noted;
