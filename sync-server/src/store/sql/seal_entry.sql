UPDATE entry SET key = :key, bytes = sealed(:key, id, bytes) WHERE seq = :seq;
