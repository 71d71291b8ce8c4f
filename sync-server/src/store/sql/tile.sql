SELECT hashes FROM history_tile WHERE tile = :tile;
