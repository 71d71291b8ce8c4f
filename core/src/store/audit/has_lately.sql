SELECT EXISTS (
  SELECT 1 FROM audit
  WHERE target = :target AND at > :since AND at <= :now AND act = :act AND post = :post AND field = :field
) AS lately
