UPDATE doc SET key = :key, bytes = sealed(:key, record, bytes) WHERE rowid = :row;
