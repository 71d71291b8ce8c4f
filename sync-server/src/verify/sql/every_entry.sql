SELECT entry.seq AS seq, entry.shelf AS shelf, entry.chain AS chain, entry.dseq AS dseq, entry.author AS author, entry.answers AS answers,
       entry.record AS record, entry.id AS id, entry.key AS key, entry.erased AS erased, entry.bytes AS bytes, entry.received_at AS received_at,
       device.device AS device, link.entry AS linked, link.seq AS linked_seq, record.scope AS scope, record.kind AS record_kind,
       erasure.erased_at IS NOT NULL AS gone,
       EXISTS (SELECT 1 FROM custody WHERE custody.entry = entry.id AND custody.decision = 1) AS let_out
FROM entry
LEFT JOIN chain ON chain.chain = entry.chain
LEFT JOIN device ON device.no = chain.device
LEFT JOIN link ON link.chain = entry.chain AND link.dseq = entry.dseq
LEFT JOIN record ON record.record = entry.record
LEFT JOIN erasure ON erasure.record = entry.record
ORDER BY entry.seq;
