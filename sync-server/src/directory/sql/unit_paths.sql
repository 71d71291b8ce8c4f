SELECT unit, path FROM unit;
