SELECT path, version, valid_from, valid_to, source, body FROM dictionary WHERE dictionary = ?1 ORDER BY path, version
