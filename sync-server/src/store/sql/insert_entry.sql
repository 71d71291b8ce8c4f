INSERT INTO entry (seq, shelf, chain, author, answers, record, id, bytes)
VALUES (:seq, :shelf, :chain, :author, :answers, :record, :id, :bytes);
