SELECT bytes FROM entry WHERE seq = :seq;
