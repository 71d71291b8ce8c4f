SELECT link.chain AS chain, link.dseq AS dseq, link.entry AS entry, link.head AS head, entry.bytes AS bytes
FROM link LEFT JOIN entry ON entry.id = link.entry
ORDER BY link.chain, link.dseq
