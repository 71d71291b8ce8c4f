UPDATE unit SET valid_to = :valid_to, row = :row WHERE unit = :unit AND (valid_to, row) IS NOT (:valid_to, :row);
