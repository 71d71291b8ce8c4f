SELECT chain.chain AS chain, chain.id AS id, chain.dseq AS dseq, device.device AS device, device.key AS key
FROM chain LEFT JOIN device ON device.no = chain.device
ORDER BY chain.chain;
