SELECT EXISTS (
  SELECT 1 FROM chain
  JOIN link ON link.chain = chain.chain AND link.dseq = :dseq
  JOIN batch ON batch.chain = chain.chain AND batch.first <= :dseq AND batch.first + batch.count > :dseq
  WHERE chain.device = :device AND chain.id = :chain AND link.entry = :entry
) AS signed;
