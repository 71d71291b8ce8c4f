SELECT received_at FROM entry WHERE seq = :seq;
