SELECT chain, bytes FROM entry WHERE seq = :seq;
