SELECT unit, name, code, kind, path FROM unit ORDER BY path, unit LIMIT :rows OFFSET :offset
