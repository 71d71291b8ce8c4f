SELECT unit, path, valid_from, valid_to FROM unit;
