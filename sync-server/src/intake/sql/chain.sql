SELECT chain, dseq FROM chain WHERE device = :device AND id = :id;
