SELECT kind, epoch, seq_from, seq_to, entries, proof, raised_at FROM alarm ORDER BY no DESC
