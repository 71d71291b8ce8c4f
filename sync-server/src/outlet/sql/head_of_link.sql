SELECT head FROM link WHERE chain = :chain AND dseq = :dseq;
