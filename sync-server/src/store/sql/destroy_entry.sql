UPDATE entry SET bytes = x'', erased = 1 WHERE seq = :seq;
