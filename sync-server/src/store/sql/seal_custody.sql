UPDATE custody SET key = :key, bytes = sealed(:key, entry, bytes) WHERE rowid = :row;
