SELECT id, seq FROM entry WHERE counted = 1
