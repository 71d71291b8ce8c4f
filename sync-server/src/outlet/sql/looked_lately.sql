SELECT EXISTS (
  SELECT 1 FROM audit
  WHERE no > (SELECT COALESCE(MAX(no), 0) FROM audit) - 1000
    AND at > :since AND what = :what AND subject = :subject AND who = :who
) AS lately;
