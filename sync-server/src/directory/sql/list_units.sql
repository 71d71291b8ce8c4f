SELECT unit, path, kind, code, name, valid_from FROM unit ORDER BY path;
