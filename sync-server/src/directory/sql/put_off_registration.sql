UPDATE registration SET tries = tries + 1, next_try = :next WHERE device = :device AND state = 'waiting';
