SELECT dseq, entry, seq, refused FROM link WHERE chain = :chain AND dseq >= :first ORDER BY dseq;
