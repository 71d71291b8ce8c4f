SELECT unit, path, kind, code, name, valid_from, valid_to FROM unit ORDER BY path;
