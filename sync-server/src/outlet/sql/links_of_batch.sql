SELECT entry FROM link WHERE chain = :chain AND dseq >= :first AND dseq < :end ORDER BY dseq;
