SELECT seq FROM entry WHERE id = :id AND erased = 0;
