SELECT path, row FROM dictionary WHERE dictionary = :dictionary AND version = :version;
