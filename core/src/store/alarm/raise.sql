INSERT INTO alarm (kind, epoch, seq_from, seq_to, entries, proof, raised_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
ON CONFLICT (kind, epoch, seq_from, seq_to) DO NOTHING
