UPDATE feed SET head = :head;
