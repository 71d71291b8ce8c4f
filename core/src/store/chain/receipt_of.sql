SELECT receipt.chain AS chain, receipt.first AS first, receipt.count AS count,
       receipt.body AS body, receipt.signature AS signature
FROM link
JOIN receipt ON receipt.chain = link.chain
            AND link.dseq BETWEEN receipt.first AND receipt.first + receipt.count - 1
WHERE link.entry = ?1
ORDER BY receipt.received_at DESC
LIMIT 1
