INSERT INTO entry (seq, shelf, chain, dseq, author, answers, record, id, key, bytes)
VALUES (:seq, :shelf, :chain, :dseq, :author, :answers, :record, :id, :key, sealed(:key, :id, :bytes));
