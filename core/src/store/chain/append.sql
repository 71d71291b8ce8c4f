INSERT INTO link (chain, dseq, entry, head) VALUES (?1, ?2, ?3, ?4)
