SELECT dictionary, version, path, valid_from, valid_to FROM dictionary ORDER BY dictionary, path, version;
