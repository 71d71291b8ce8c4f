SELECT chain, dseq FROM link WHERE entry = ?1 ORDER BY chain DESC, dseq DESC LIMIT 1
