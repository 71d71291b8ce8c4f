UPDATE code SET used_by = :device WHERE hash = :hash;
