UPDATE chain SET dseq = :dseq WHERE chain = :chain;
