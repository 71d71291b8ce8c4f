SELECT tile, length(hashes) AS bytes FROM history_tile WHERE tile < :end ORDER BY tile DESC LIMIT 1;
