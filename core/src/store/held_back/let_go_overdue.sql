DELETE FROM held_back WHERE since < :since
