SELECT link.chain AS chain, link.dseq AS dseq
FROM device
JOIN chain ON chain.device = device.no
JOIN link ON link.chain = chain.chain
WHERE device.device = :device AND link.entry = :entry
  AND EXISTS (SELECT 1 FROM batch WHERE batch.chain = link.chain AND batch.first <= link.dseq AND batch.first + batch.count > link.dseq)
ORDER BY link.chain, link.dseq
LIMIT 1;
