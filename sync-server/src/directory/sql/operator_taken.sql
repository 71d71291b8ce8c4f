SELECT name FROM operator WHERE name = :name OR key = :key;
