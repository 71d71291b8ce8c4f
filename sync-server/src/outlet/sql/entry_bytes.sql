SELECT chain, unsealed(key, id, bytes) AS bytes FROM entry WHERE seq = :seq;
