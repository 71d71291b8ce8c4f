INSERT INTO link (chain, dseq, entry, head, seq, refused) VALUES (:chain, :dseq, :entry, :head, :seq, :refused)
ON CONFLICT (chain, dseq) DO UPDATE SET seq = excluded.seq, refused = excluded.refused;
