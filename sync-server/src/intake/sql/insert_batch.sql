INSERT INTO batch (chain, first, count, signature) VALUES (:chain, :first, :count, :signature)
ON CONFLICT (chain, first, count) DO NOTHING;
