INSERT INTO entry (seq, shelf, chain, author, answers, id, bytes)
VALUES (:seq, :shelf, :chain, :author, :answers, :id, :bytes);
