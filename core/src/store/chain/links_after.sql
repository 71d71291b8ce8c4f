SELECT link.entry AS entry, CASE WHEN entry.state = 3 THEN NULL ELSE entry.bytes END AS bytes
FROM link LEFT JOIN entry ON entry.id = link.entry
WHERE link.chain = ?1 AND link.dseq > ?2
ORDER BY link.dseq
LIMIT ?3
