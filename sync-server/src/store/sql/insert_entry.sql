INSERT INTO entry (seq, shelf, chain, dseq, author, answers, record, id, bytes)
VALUES (:seq, :shelf, :chain, :dseq, :author, :answers, :record, :id, :bytes);
