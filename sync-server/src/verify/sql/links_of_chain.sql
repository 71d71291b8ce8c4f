SELECT link.dseq AS dseq, link.entry AS entry, link.head AS head, link.seq AS seq, entry.id AS stored,
       COALESCE(entry.chain = link.chain AND entry.dseq = link.dseq, 0) AS came_here
FROM link LEFT JOIN entry ON entry.seq = link.seq
WHERE link.chain = :chain
ORDER BY link.dseq;
