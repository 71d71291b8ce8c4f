SELECT chain, received_at, unsealed(key, id, bytes) AS bytes FROM entry WHERE seq = :seq;
