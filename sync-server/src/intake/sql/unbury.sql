UPDATE erasure SET buried = 0 WHERE record = :record;
