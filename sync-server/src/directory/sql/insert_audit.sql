INSERT INTO audit (no, at, who, what, subject, before, after, hash, signature)
VALUES (:no, :at, :who, :what, :subject, :before, :after, :hash, :signature);
