SELECT unit, path, kind, valid_from, valid_to FROM unit;
