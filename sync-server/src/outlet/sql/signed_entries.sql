SELECT seq, shelf, chain, author, answers, record,
       -- Older relays filed decisions on custody without their place in the chain.
       CASE WHEN dseq = 0 AND EXISTS (SELECT 1 FROM custody WHERE custody.decision_record = entry.record)
            THEN coalesce((SELECT link.dseq FROM link WHERE link.chain = entry.chain AND link.entry = entry.id LIMIT 1), 0)
            ELSE dseq END AS dseq
FROM entry
WHERE seq > :after AND seq <= :until AND chain <> 0 AND erased = 0
ORDER BY seq
LIMIT :limit;
