INSERT INTO entry (seq, shelf, chain, dseq, author, answers, record, id, key, bytes, received_at)
VALUES (:seq, :shelf, :chain, :dseq, :author, :answers, :record, :id, :key, sealed(:key, :id, :bytes), :received_at);
