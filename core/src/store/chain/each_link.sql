SELECT chain, dseq, entry, head FROM link ORDER BY chain, dseq
